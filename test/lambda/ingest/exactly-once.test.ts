import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterEach, expect, test } from 'vitest';
import { ingestFile } from '../../../lambda/pipeline/ingest/ingest-file.ts';
import { openShop, type Shop } from './harness.ts';

const csv = [
  'order_id,customer_id,email,date,amount',
  '1,a,a@example.org,2024-05-31,10.50',
  '2,b,b@example.org,2024-06-01,20',
  '3,b,b@example.org,2024-06-01,bad',
  '',
].join('\n');

const shops: Shop[] = [];
async function shopWithFile() {
  const shop = await openShop();
  shops.push(shop);
  return { shop, file: await shop.upload(csv) };
}
afterEach(async () => {
  await Promise.all(shops.splice(0).map((shop) => shop.close()));
});

/** Everything a shop's bucket and table hold; of Parquet files the rows, whose order is free. */
async function stateOf({ table, dependencies, queryObject }: Shop) {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
  const items = Items.map((item) => JSON.stringify(Object.entries(unmarshall(item)).sort()));
  const objects: [string, unknown][] = [];
  for await (const { key, etag } of dependencies.objects.list('')) {
    const rows = 'SELECT to_json(delta)::VARCHAR AS row FROM delta ORDER BY 1';
    objects.push([key, key.endsWith('.parquet') ? await queryObject(key, rows) : etag]);
  }
  return { items: items.sort(), objects };
}

/** Fails every client's write number `nth` (from 1), before it is sent. */
function crashAt({ table, bucket }: Shop, nth: number) {
  let writes = 0;
  const isWrite = /^(Put|Update|Delete|BatchWrite|Upload|CreateMultipart|CompleteMultipart)/;
  const check = (commandName: string | undefined) => {
    if (commandName && isWrite.test(commandName)) {
      writes += 1;
      if (writes === nth) {
        throw new Error('crash');
      }
    }
  };
  const step = { step: 'initialize', name: 'crash' } as const;
  table.client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        check(commandName);
        return next(args);
      },
    step,
  );
  bucket.client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        check(commandName);
        return next(args);
      },
    step,
  );
}

/** `npm run test:long` crashes before every write. */
const stride = process.env['CLV_ROUNDS'] === undefined ? 5 : 1;

test('a crash before a write and a redelivery end in the state of an undisturbed import', async () => {
  const { shop, file } = await shopWithFile();
  await ingestFile(shop.dependencies, file);
  const undisturbed = await stateOf(shop);
  let crashes = 0;
  for (let nth = 1; ; nth += stride) {
    const { shop: other, file: same } = await shopWithFile();
    crashAt(other, nth);
    const first = await ingestFile(other.dependencies, same).catch((error: Error) => error.message);
    if (first !== 'crash') {
      break;
    }
    crashes += stride;
    await ingestFile(other.dependencies, same);
    expect(await stateOf(other), `crash at write ${nth}`).toEqual(undisturbed);
    await shops.pop()?.close();
  }
  expect(crashes).toBeGreaterThan(12);
});

test('the same event twice writes nothing the second time', async () => {
  const { shop, file } = await shopWithFile();
  const first = await ingestFile(shop.dependencies, file);
  const before = await stateOf(shop);
  expect(await ingestFile(shop.dependencies, file)).toEqual(first);
  expect(await stateOf(shop)).toEqual(before);
  expect(shop.refreshes).toEqual(['asked']);
});

test('the same file uploaded twice leaves each order once', async () => {
  const { shop } = await shopWithFile();
  await shop.importFile(csv, { eventTime: '2026-01-05T10:00:00.000Z' });
  await shop.importFile(csv, { eventTime: '2026-01-06T10:00:00.000Z' });
  const orders = await shop.dependencies.recents.recentOrders(['id:a', 'id:b']);
  expect(
    orders.map(({ orders: own }) =>
      own.map(({ orderId, version }) => [orderId, version.slice(0, 10)]),
    ),
  ).toEqual([[['1', '2026-01-06']], [['2', '2026-01-06']]]);
});

test('files that arrive in the wrong order leave the later one', async () => {
  const { shop } = await shopWithFile();
  await shop.importFile(csv.replace('10.50', '99'), { eventTime: '2026-01-06T10:00:00.000Z' });
  await shop.importFile(csv, { eventTime: '2026-01-05T10:00:00.000Z' });
  const [recent] = await shop.dependencies.recents.recentOrders(['id:a']);
  expect(recent?.orders[0]?.gross.toFixed()).toBe('99');
});

test('a file with more orders than the limit goes to the lake alone', async () => {
  const { shop, file } = await shopWithFile();
  const report = await ingestFile({ ...shop.dependencies, recentsLimit: 1 }, file);
  expect(await shop.dependencies.recents.recentOrders(['id:a'])).toMatchObject([{ orders: [] }]);
  const [count] = await shop.queryDelta(
    'orders',
    report?.id ?? '',
    'SELECT count(*)::INTEGER AS n FROM delta',
  );
  expect(count).toEqual({ n: 2 });
  expect(shop.refreshes).toEqual(['asked']);
});

test('a file above the limit moves recent orders to the customers it names, and leaves a delta to forget them by', async () => {
  const { shop } = await shopWithFile();
  await shop.importFile(csv, { eventTime: '2026-01-05T10:00:00.000Z' });
  const moving = csv
    .replace('1,a,a@', '1,c,c@')
    .replace('3,b,b@example.org,2024-06-01,bad', '4,d,,2024-06-02,5');
  const file = await shop.upload(moving, { eventTime: '2026-01-06T10:00:00.000Z' });
  const report = await ingestFile({ ...shop.dependencies, recentsLimit: 1 }, file);
  const recent = await shop.dependencies.recents.recentOrders(['id:a', 'id:b', 'id:c', 'id:d']);
  expect(
    recent.map(({ orders, departed }) => [orders.map(({ orderId }) => orderId), departed.size]),
  ).toEqual([
    [[], 1],
    [['2'], 0],
    [['1'], 0],
    [[], 0],
  ]);
  const moved = `${report?.id}-moved-0`;
  const keys = await shop.queryDelta('orders', moved, 'SELECT customer_key, version FROM delta');
  expect(keys).toEqual([{ customer_key: 'id:c', version: recent[2]?.orders[0]?.version }]);
});
