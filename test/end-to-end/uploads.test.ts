import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDeployment, type TestDeployment } from '../support/deployment.ts';

let shop: TestDeployment;
beforeAll(async () => {
  shop = await openDeployment({ settings: { plainModels: true } });
});
afterAll(() => shop.close());

/** Asks for a URL and puts the file there as a browser would: no SDK, no headers. */
async function upload(kind: 'ORDERS' | 'SPEND' | 'CUSTOMERS', fileName: string, content: string) {
  const { data, errors } = await shop.query(
    `mutation ($kind: ImportKind!, $fileName: String!) { uploadCreate(kind: $kind, fileName: $fileName) {
      upload { url method key expiresAt } userErrors { message }
    } }`,
    { kind, fileName },
  );
  expect(errors).toEqual([]);
  const { url, method } = data.uploadCreate.upload;
  const { status } = await fetch(url, { method, body: content });
  expect(status).toBe(200);
}

interface Report {
  readonly id: string;
  readonly status: string;
  readonly failure: string | null;
}

/** The report of a file by its name, once its import has ended. */
async function reportOf(fileName: string) {
  const fields =
    'id fileName kind format status failure rowsRead rowsKept rowsMerged rowsExcluded rowsRejected totals { source { amount } kept { amount } }';
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const { data } = await shop.query(`{ imports(first: 20) { nodes { ${fields} } } }`);
    const found = data.imports.nodes.find(
      (report: Report & { readonly fileName: string }) => report.fileName === fileName,
    );
    if (found && found.status !== 'RUNNING') {
      return found;
    }
    await sleep(20);
  }
  throw new Error(`Expected the import of ${fileName} to end within 20 s.`);
}

async function summaryOf(sourceId: string) {
  const { data } = await shop.query(
    `{ customer(by: { sourceId: "${sourceId}" }) { summary { orders revenue { amount } } } }`,
  );
  return data.customer?.summary ?? null;
}

test('a small file is visible as soon as its import has ended, before any refresh', async () => {
  await upload('ORDERS', 'first.csv', 'order_id,customer_id,date,amount\n1,ann,2026-01-05,20.00\n');
  // The import asks for the refresh when all is stored, so the orders are there before the report is.
  expect(await reportOf('first.csv')).toMatchObject({ status: 'SUCCEEDED', rowsKept: 1 });
  const summary = await summaryOf('ann');
  await shop.deployment.idle();
  expect(summary).toEqual({ orders: 1, revenue: { amount: '20.00' } });
});

test('every row of a file is accounted for, in counts and in money', async () => {
  const rows = [
    '1,eve,2026-01-05,20.00',
    '2,eve,2026-01-06,0.00',
    '3,eve,yesterday,5.00',
    '4,eve,,7',
  ];
  await upload('ORDERS', 'accounts.csv', `order_id,customer_id,date,amount\n${rows.join('\n')}\n`);
  expect(await reportOf('accounts.csv')).toMatchObject({
    kind: 'ORDERS',
    rowsRead: 4,
    rowsKept: 1,
    rowsMerged: 0,
    rowsExcluded: 1,
    rowsRejected: 2,
    totals: { source: { amount: '32.00' }, kept: { amount: '20.00' } },
  });
});

test('refused rows come a page at a time, each once, with their lines', async () => {
  const rows = Array.from({ length: 55 }, (_, index) => `r${index},bob,no day,1.00`);
  await upload('ORDERS', 'bad.csv', `order_id,customer_id,date,amount\n${rows.join('\n')}\n`);
  const { id } = await reportOf('bad.csv');
  const lines: number[] = [];
  for (let offset = 0; offset < 60; offset += 10) {
    const { data } = await shop.query(
      `query ($id: ID!, $offset: Int!) { node(id: $id) { ... on Import {
        rowsRejected rejects(first: 10, offset: $offset) { line column value reason } } } }`,
      { id, offset },
    );
    const { rowsRejected, rejects } = data.node;
    expect([rowsRejected, rejects[0].column, rejects[0].value]).toEqual([55, 'date', 'no day']);
    lines.push(...rejects.map(({ line }: { readonly line: number }) => line));
  }
  expect(lines).toEqual(rows.map((_row, index) => index + 2));
});

test('a file of orders without the needed columns fails as a whole and says what it expected', async () => {
  await upload('ORDERS', 'notes.csv', 'colour,shape\nred,round\n');
  expect(await reportOf('notes.csv')).toMatchObject({
    status: 'FAILED',
    rowsRead: 0,
    failure: expect.stringMatching(/expected/i),
  });
});

test('bytes that are no table fail as a whole and say so', async () => {
  await upload('ORDERS', 'picture.png', '\u0000\u0001\u0002\u0000\uFFFD\u0000');
  expect(await reportOf('picture.png')).toMatchObject({
    status: 'FAILED',
    failure: expect.stringMatching(/expected/i),
  });
});

test('an empty file fails as a whole and says so', async () => {
  await upload('ORDERS', 'empty.csv', '');
  expect(await reportOf('empty.csv')).toMatchObject({
    status: 'FAILED',
    failure: expect.stringMatching(/expected/i),
  });
});

test('the same file again leaves the same state', async () => {
  const content = `order_id,customer_id,date,amount\n${Array.from(
    { length: 40 },
    (_, index) =>
      `same-${index},sam-${index % 8},2026-02-${String(1 + (index % 28)).padStart(2, '0')},${index}.10`,
  ).join('\n')}\n`;
  await upload('ORDERS', 'once.csv', content);
  await reportOf('once.csv');
  await shop.refresh();
  const once = await state();
  await upload('ORDERS', 'again.csv', content);
  expect(await reportOf('again.csv')).toMatchObject({ rowsKept: 40, rowsRejected: 0 });
  const live = await summaryOf('sam-3');
  await shop.refresh();
  expect({ ...(await state()), live }).toEqual({ ...once, live: await summaryOf('sam-3') });
});

async function state() {
  const { data } = await shop.query(
    '{ business { customerCount metrics { orders buyers revenue { amount } repeatRate } } }',
  );
  return data;
}

test('a customers file names the customers, also those who have not bought', async () => {
  const rows = ['ann,ann@example.org,Ann,NL,', 'new,new@example.org,Newt,DE,ann'];
  const header = 'customer_id,email,name,country,referred_by';
  await upload('CUSTOMERS', 'customers.csv', `${header}\n${rows.join('\n')}\n`);
  expect(await reportOf('customers.csv')).toMatchObject({ kind: 'CUSTOMERS', rowsKept: 2 });
  await shop.refresh();
  const { data } = await shop.query(
    '{ customer(by: { email: "NEW@example.org" }) { sourceId name country referredBy { sourceId name referralCount } summary { orders } } }',
  );
  expect(data.customer).toEqual({
    sourceId: 'new',
    name: 'Newt',
    country: 'DE',
    referredBy: { sourceId: 'ann', name: 'Ann', referralCount: 1 },
    summary: { orders: 0 },
  });
});

test('a spend file is taken in by day and channel', async () => {
  await upload(
    'SPEND',
    'spend.csv',
    'day,channel,campaign,spend\n2026-01-01,search,brand,12.50\n2026-01-02,search,brand,x\n',
  );
  expect(await reportOf('spend.csv')).toMatchObject({
    kind: 'SPEND',
    status: 'SUCCEEDED',
    rowsKept: 1,
    rowsRejected: 1,
    totals: { kept: { amount: '12.50' } },
  });
});

test('a file name that leads elsewhere is refused before a URL is made', async () => {
  const { data } = await shop.query(
    'mutation { uploadCreate(kind: ORDERS, fileName: "../current.json") { upload { url } userErrors { field code } } }',
  );
  expect(data.uploadCreate).toEqual({
    upload: null,
    userErrors: [{ field: ['fileName'], code: 'INVALID' }],
  });
});

test('a name with spaces and letters of any language arrives as it was given', async () => {
  const name = 'Aufträge März (1).csv';
  await upload('ORDERS', name, 'order_id,customer_id,date,amount\nU1,uwe,2026-03-01,3.00\n');
  expect(await reportOf(name)).toMatchObject({ status: 'SUCCEEDED', rowsKept: 1 });
});

test('a URL takes no other object than the one it was made for', async () => {
  const { data } = await shop.query(
    'mutation { uploadCreate(kind: ORDERS, fileName: "mine.csv") { upload { url } } }',
  );
  const url = data.uploadCreate.upload.url.replace('mine.csv', 'yours.csv');
  const { status } = await fetch(url, { method: 'PUT', body: 'x' });
  expect(status).toBe(403);
});

test('reports of imports come a page at a time, newest first, each once', async () => {
  await shop.deployment.idle();
  const all = await shop.query('{ imports(first: 100) { nodes { id } } }');
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const { data } = await shop.query(
      'query ($after: String) { imports(first: 3, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
      { after },
    );
    ids.push(...data.imports.nodes.map(({ id }: Report) => id));
    after = data.imports.pageInfo.hasNextPage ? data.imports.pageInfo.endCursor : null;
  } while (after !== null);
  expect(ids).toEqual(all.data.imports.nodes.map(({ id }: Report) => id));
});

test('a file in other words is read by the mapping that its upload came with', async () => {
  const { data } = await shop.query(
    `mutation { uploadCreate(kind: ORDERS, fileName: "mapped.csv", mapping: {
      orderId: "nr", customerId: "WER", orderedAt: "wann", total: "wieviel" }) { upload { url } } }`,
  );
  const body = 'Nr,Wer,Wann,Wieviel\n1,mapped,2026-01-05,12.00\n';
  await fetch(data.uploadCreate.upload.url, { method: 'PUT', body });
  expect(await reportOf('mapped.csv')).toMatchObject({ status: 'SUCCEEDED', rowsKept: 1 });
  expect(await summaryOf('mapped')).toEqual({ orders: 1, revenue: { amount: '12.00' } });
});
