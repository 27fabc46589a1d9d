import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDeployment, type TestDeployment } from '../support/deployment.ts';
import type { Answer } from '../support/query.ts';

/** More orders than an import makes recent items of: what is asked about lies in S3 alone. */
const customers = 1100;
const ordersEach = 5;

let shop: TestDeployment;
beforeAll(async () => {
  shop = await openDeployment({ settings: { plainModels: true } });
  await shop.importFile('orders', 'history.csv', historyCsv());
});
afterAll(() => shop.close());

function historyCsv(): string {
  const rows = Array.from({ length: customers * ordersEach }, (_, index) => {
    const customer = String(index % customers).padStart(4, '0');
    const day = new Date(Date.UTC(2025, 0, 1 + ((index * 37) % 480))).toISOString().slice(0, 10);
    return `H${index},${customer},c${customer}@example.org,${day},${10 + (index % 7)}.50`;
  });
  return `order_id,customer_id,email,date,amount\n${rows.join('\n')}\n`;
}

/** The calls of a query in a new process, and of the same query right after. */
async function callsOf(text: string): Promise<{ cold: string[]; warm: string[] }> {
  const query = shop.coldQuery();
  const cold = await callsDuring(() => query(text));
  const warm = await callsDuring(() => query(text));
  // A warm process asks for the pointer once a second: whether that is now is chance.
  return { cold, warm: warm.filter((call) => call !== pointer) };
}

async function callsDuring(work: () => Promise<Answer>): Promise<string[]> {
  shop.calls.take();
  const { errors } = await work();
  expect(errors).toEqual([]);
  return shop.calls.take();
}

const pointer = 'GetObject snapshots/current.json';

/** What a new process reads before anything else: the key of e-mail hashes. */
const identityKey = 'GetObject settings/identity.key';

/** What a new process reads before it knows the snapshot. */
const snapshot = [
  identityKey,
  pointer,
  'GetObject snapshots/<snapshot>/manifest.json',
  'GetObject snapshots/<snapshot>/model.json',
];
const ranking = 'GetObject snapshots/<snapshot>/rankings/value.parquet';
const customerFile = 'GetObject snapshots/<snapshot>/customers/0000.parquet';
const lookupFile = 'GetObject snapshots/<snapshot>/lookups/0000.parquet';
const orderFile = 'GetObject lake/orders/base/<snapshot>/0000.parquet';
const oneHead = 'BatchGetItem CUSTOMER/HEAD × 1';

test('a page of 50 customers with 5 orders, summary and value each is a ranking, the order file and one batch of heads', async () => {
  const heads = 'BatchGetItem CUSTOMER/HEAD × 50';
  const calls = await callsOf(`{ customers(first: 50) { nodes {
    sourceId summary { orders revenue { amount } rfm { monetary } }
    value { historic { amount } predicted { amount { amount } } }
    orders(first: 5) { totalCount nodes { orderId net { amount } } }
  } } }`);
  expect(calls).toEqual({ cold: [...snapshot, ranking, orderFile, heads].sort(), warm: [heads] });
});

test('the second page reads nothing but its heads', async () => {
  const query = shop.coldQuery();
  const page =
    'query ($after: String) { customers(first: 50, after: $after) { nodes { summary { orders } } pageInfo { endCursor } } }';
  const { data } = await query(page, { after: null });
  const { endCursor } = data.customers.pageInfo;
  const calls = await callsDuring(() => query(page, { after: endCursor }));
  expect(calls.filter((call) => call !== pointer)).toEqual(['BatchGetItem CUSTOMER/HEAD × 50']);
});

test('a refresh runs elsewhere: it asks nothing through the clients that answer queries', async () => {
  shop.calls.take();
  await shop.deployment.refresh();
  expect(shop.calls.take()).toEqual([]);
});

test('one customer by source id is one row and one head', async () => {
  const calls = await callsOf(`{ customer(by: { sourceId: "0007" }) {
    summary { orders } value { predicted { amount { amount } } } probabilityAlive } }`);
  expect(calls).toEqual({ cold: [oneHead, ...snapshot, customerFile].sort(), warm: [oneHead] });
});

test('one customer by e-mail is one look-up more', async () => {
  const calls = await callsOf(
    '{ customer(by: { email: "C0007@example.org" }) { summary { orders } } }',
  );
  const emailPointer = 'BatchGetItem EMAIL/POINTER × 1';
  expect(calls).toEqual({
    cold: [oneHead, emailPointer, ...snapshot, lookupFile, customerFile].sort(),
    warm: [oneHead, emailPointer],
  });
});

test('metrics of the business are its days and gaps, and no table', async () => {
  const calls = await callsOf('{ business { metrics { orders revenue { amount } repeatRate } } }');
  const rollups = ['days', 'gaps'].map(
    (name) => `GetObject snapshots/<snapshot>/rollups/${name}.parquet`,
  );
  expect(calls).toEqual({ cold: [...snapshot, ...rollups].sort(), warm: [] });
});

test('the value of the business on three bases is its cells, and no table', async () => {
  const calls = await callsOf(`{ business {
    a: value(terms: { basis: REVENUE }) { equity { amount { amount } } }
    b: value(terms: { basis: GROSS_MARGIN }) { equity { amount { amount } } }
    c: value(terms: { basis: CONTRIBUTION }) { curve(horizonsDays: [30, 365]) { horizonDays } }
  } }`);
  const cells = 'GetObject snapshots/<snapshot>/cells.parquet';
  expect(calls).toEqual({ cold: [...snapshot, cells].sort(), warm: [] });
});

test('a scenario, customer equity and a forecast are the cells, gaps and spend of the business, and no table', async () => {
  const calls = await callsOf(`{
    scenario(changes: { retention: 0.1 }) { result { total { amount } } sensitivity { lever } }
    business { customerEquity { total { amount } } forecast(weeks: 13) { weeks { orders { amount low } } } }
  }`);
  const files = ['cells', 'rollups/acquisition', 'rollups/gaps'].map(
    (name) => `GetObject snapshots/<snapshot>/${name}.parquet`,
  );
  expect(calls).toEqual({ cold: [...snapshot, ...files].sort(), warm: [] });
});

test('the median customer of the business needs the customers one by one', async () => {
  const calls = await callsOf('{ business { value { median { amount } } } }');
  const cells = 'GetObject snapshots/<snapshot>/cells.parquet';
  expect(calls).toEqual({ cold: [...snapshot, cells, customerFile].sort(), warm: [] });
});

const populationFile = (name: string) =>
  `GetObject snapshots/<snapshot>/populations/${name}.parquet`;

test('the value of ten segments is their rules, the index and the cells of all', async () => {
  const aliases = Array.from(
    { length: 10 },
    (_, index) => `d${index}: segment(key: "value-decile-${index + 1}") { ...worth }`,
  );
  const calls = await callsOf(`{ ${aliases.join(' ')} }
    fragment worth on Population { customerCount value { equity { amount { amount } } } }`);
  expect(calls).toEqual({
    cold: [...snapshot, populationFile('cells'), populationFile('index'), 'Query SEGMENTS'].sort(),
    warm: ['Query SEGMENTS'],
  });
});

test('cohorts are the index and the cells of the business', async () => {
  const calls = await callsOf(
    '{ cohorts { customerCount value { equity { amount { amount } } } } }',
  );
  const cells = 'GetObject snapshots/<snapshot>/cells.parquet';
  expect(calls).toEqual({
    cold: [...snapshot, cells, populationFile('index')].sort(),
    warm: [],
  });
});

test('cost, value and retention of the business are spend, lives and cells, and no table', async () => {
  const calls = await callsOf(`{ business {
    acquisition(kind: BLENDED) { reason value { amount } payback { days } }
    retention { active } repeatPurchase { medianDays } cumulativeValue { matureDays } } }`);
  const rollups = ['acquisition', 'lives'].map(
    (name) => `GetObject snapshots/<snapshot>/rollups/${name}.parquet`,
  );
  const cells = 'GetObject snapshots/<snapshot>/cells.parquet';
  expect(calls).toEqual({ cold: [...snapshot, cells, ...rollups].sort(), warm: [] });
});

test('retention of ten segments is their rules and one read of lives', async () => {
  const aliases = Array.from(
    { length: 10 },
    (_, index) => `d${index}: segment(key: "value-decile-${index + 1}") { retention { active } }`,
  );
  expect(await callsOf(`{ ${aliases.join(' ')} }`)).toEqual({
    cold: [...snapshot, populationFile('lives'), 'Query SEGMENTS'].sort(),
    warm: ['Query SEGMENTS'],
  });
});

test('the profile of a segment is the index and the traits', async () => {
  const calls = await callsOf(
    '{ segment(key: "one-time") { profile(by: ORDERS) { value index } } }',
  );
  expect(calls).toEqual({
    cold: [...snapshot, populationFile('index'), populationFile('traits'), 'Query SEGMENTS'].sort(),
    warm: ['Query SEGMENTS'],
  });
});

test('a segment that was just saved looks at every customer once, and is kept', async () => {
  const query = shop.coldQuery();
  await query('{ business { customerCount } }');
  const saved = await callsDuring(() =>
    query(`mutation { segmentSave(input: { key: "many", label: "Many", filter: { orders: { gte: 5 } } }) {
      segment { isPublished customerCount value { equity { level } } } userErrors { message } } }`),
  );
  const again = await callsDuring(() =>
    query('{ segment(key: "many") { customerCount value { equity { level } } } }'),
  );
  expect(saved.filter((call) => /^GetObject/.test(call) && call !== pointer)).toEqual([
    customerFile,
    populationFile('index'),
  ]);
  expect(again.filter((call) => call !== pointer)).toEqual(['Query SEGMENTS']);
  const remove = 'mutation { segmentDelete(key: "many") { deletedKey userErrors { code } } }';
  const answers = [await query(remove), await query(remove)].map(({ data }) => data.segmentDelete);
  expect(answers).toMatchObject([
    { deletedKey: 'many' },
    { deletedKey: null, userErrors: [{ code: 'NOT_FOUND' }] },
  ]);
});

test('an order by its key is a look-up, then the orders of its customer', async () => {
  const calls = await callsOf(
    '{ order(by: { source: { source: "file", orderId: "H7" } }) { orderId net { amount } } }',
  );
  const orderPointer = 'BatchGetItem ORDER/POINTER × 1';
  expect(calls).toEqual({
    cold: [oneHead, orderPointer, ...snapshot, lookupFile, orderFile].sort(),
    warm: [oneHead, orderPointer],
  });
});

test('reports of imports are the months with runs, the runs of one and the reports', async () => {
  const calls = ['BatchGetItem RUN/RUN × 1', 'Query RUN-MONTHS', 'Query RUN-MONTHS'];
  const expected = [...calls, 'Query RUNS#<month>'];
  expect(await callsOf('{ imports { nodes { fileName status } } }')).toEqual({
    cold: [...expected, identityKey].sort(),
    warm: expected,
  });
});

test('an export is a file of everybody, read without the API', async () => {
  const { data } = await shop.query(`mutation { exportStart(input: {
    fields: [SOURCE_ID, EMAIL, REVENUE, PREDICTED_VALUE] }) { export { id totalRows } userErrors { message } } }`);
  expect(data.exportStart.userErrors).toEqual([]);
  await shop.deployment.idle();
  const { id } = data.exportStart.export;
  const answer = await shop.query(
    'query ($id: ID!) { export(id: $id) { status rows totalRows bytes failure download { url } } }',
    { id },
  );
  const { download, ...state } = answer.data.export;
  const response = await fetch(download.url);
  const text = await response.text();
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'application/x-ndjson',
  ]);
  expect(state).toEqual({
    status: 'SUCCEEDED',
    rows: customers,
    totalRows: customers,
    bytes: Buffer.byteLength(text),
    failure: null,
  });
  const lines = text.trimEnd().split('\n');
  const first = await shop.query(
    '{ customer(by: { sourceId: "0000" }) { sourceId email summary { revenue { amount } } value { predicted { amount { amount } } } } }',
  );
  const { sourceId, email, summary, value } = first.data.customer;
  expect(lines).toHaveLength(customers);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    sourceId,
    email,
    revenue: summary.revenue.amount,
    predictedValue: value.predicted.amount.amount,
  });
});

test('recording an order writes the lake, then the table, and the next query reads one item more', async () => {
  const query = shop.coldQuery();
  await query('{ business { customerCount } }');
  const writes = await callsDuring(() =>
    query(`mutation { ordersRecord(orders: [
      { orderId: "L1", customerId: "0007", orderedAt: "2026-05-01T10:00:00Z", gross: "5" }
    ]) { import { rowsKept } userErrors { message } } }`),
  );
  const reads = await callsDuring(() =>
    query('{ customer(by: { sourceId: "0007" }) { summary { orders revenue { amount } } } }'),
  );
  const oneOrder = 'BatchGetItem CUSTOMER/ORDER × 1, ORDER/POINTER × 1';
  expect({
    writes: writes.filter((call) => /^(Put|Update)/.test(call)),
    reads: reads.filter((call) => call !== pointer),
  }).toEqual({
    writes: [
      'PutItem CUSTOMER/ORDER',
      'PutItem RUN-MONTHS/TIME',
      'PutItem RUN/RUN',
      'PutItem RUN/RUN',
      'PutItem RUNS/TIME',
      'PutObject lake/orders/delta/<run>.parquet',
      'UpdateItem CUSTOMER/HEAD',
      'UpdateItem ORDER/POINTER',
    ],
    // The mutation's answer has read the customer's history already.
    reads: [oneHead, oneOrder, customerFile],
  });
});
