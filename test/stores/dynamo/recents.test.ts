import { GetItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import Big from 'big.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { headKey } from '../../../lambda/layout.ts';
import type { DynamoDb } from '../../../lambda/local/dynamodb.ts';
import { dynamoRecents, type RecentsStore } from '../../../lambda/stores/dynamo/recents.ts';
import type { Table } from '../../../lambda/stores/dynamo/table.ts';
import { order } from '../../support/order.ts';
import { localDynamoDb, newTable } from '../../support/table.ts';
import { backends } from './backends.ts';

describe.each(backends)('recents on $name', ({ name, start }) => {
  let server: DynamoDb | undefined;
  let table: Table;
  let recents: RecentsStore;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.close());
  beforeEach(async (context) => {
    if (!server) {
      context.skip(`${name} is not installed`);
      return;
    }
    table = await newTable(localDynamoDb(server.endpoint));
    recents = dynamoRecents(table);
  });

  test('an order reads back as it was written, decimals and lines included', async () => {
    const written = order({
      gross: new Big('99999999999999.9999'),
      cost: new Big('0.1'),
      exclusion: 'TEST',
      utcOffsetMinutes: -300,
      lines: [{ product: 'p', name: null, quantity: new Big(2), amount: new Big('0.0001') }],
    });
    await recents.writeOrders([written]);
    expect(await ordersOf(['id:a', 'id:b'])).toEqual([[written], []]);
  });

  test('the greater version wins, whichever is written last', async () => {
    const newer = order({ version: '2', gross: new Big(2) });
    const older = order({ version: '1', gross: new Big(1) });
    await recents.writeOrders([newer]);
    await recents.writeOrders([older]);
    expect(await ordersOf(['id:a'])).toEqual([[newer]]);
  });

  test('a page of more customers than a batch takes lines up with them, orders and all', async () => {
    const orders = Array.from({ length: 120 }, (_, index) =>
      order({ customerKey: `id:${index}`, orderId: `o${index}` }),
    );
    await recents.writeOrders(orders);
    const customers = orders.map(({ customerKey }) => customerKey).reverse();
    const found = await ordersOf(customers);
    expect(found.map((list) => list.map(({ orderId }) => orderId))).toEqual(
      orders.map(({ orderId }) => [orderId]).reverse(),
    );
  });

  test('an order id leads to its customer', async () => {
    await recents.writeOrders([order({ orderId: '7' })]);
    expect(await recents.customersOf(['shop/8', 'shop/7'])).toEqual([undefined, 'id:a']);
  });

  test('a profile and its address lead to the customer', async () => {
    await recents.writeProfiles([profile]);
    expect(await recents.customersByEmailHash(['hash', 'other'])).toEqual(['id:a', undefined]);
    const { emailHash, ...plain } = profile;
    expect(await recents.recentProfiles(['id:a'])).toEqual([plain]);
  });

  test('forgetting removes what a snapshot holds and spares a newer version', async () => {
    await recents.writeProfiles([profile]);
    await recents.writeOrders([order({ orderId: '1', version: '1' })]);
    await recents.writeOrders([order({ orderId: '2', version: '1' })]);
    await recents.writeOrders([order({ orderId: '2', version: '2' })]);
    const consumed = ['1', '2'].map((id) => ({
      customerKey: 'id:a',
      orderKey: `shop/${id}`,
      version: '1',
    }));
    await recents.forget('imp_1', consumed);
    await recents.forget('imp_1', consumed);
    const [left] = await ordersOf(['id:a']);
    expect(left?.map(({ orderId, version }) => [orderId, version])).toEqual([['2', '2']]);
    expect(await recents.customersOf(['shop/1', 'shop/2'])).toEqual([undefined, 'id:a']);
    expect(await recents.recentProfiles(['id:a'])).toEqual([undefined]);
    expect(await recents.customersByEmailHash(['hash'])).toEqual([undefined]);
  });

  test('an order that moves to another customer shows with the newer one alone', async () => {
    const before = order({ customerKey: 'id:a', version: '1' });
    const after = order({ customerKey: 'id:b', version: '2' });
    await recents.writeOrders([before]);
    await recents.writeOrders([after]);
    await recents.writeOrders([before]);
    expect(await ordersOf(['id:a', 'id:b'])).toEqual([[], [after]]);
  });

  test('an order that a snapshot has with another customer is no longer theirs once it moved', async () => {
    const after = order({ customerKey: 'id:b', version: '2' });
    await recents.writeOrders([after], new Map([['shop/1', 'id:a']]));
    const [former, now] = await recents.recentOrders(['id:a', 'id:b']);
    expect(former?.departed).toEqual(new Map([['shop/1', '2']]));
    expect(now).toMatchObject({ orders: [after], departed: new Map() });
  });

  test('an order that comes back is shown again, and its way there forgotten with it', async () => {
    const published = new Map([['shop/1', 'id:a']]);
    for (const [version, customerKey] of ['id:b', 'id:c', 'id:a'].entries()) {
      await recents.writeOrders([order({ customerKey, version: String(version) })], published);
    }
    const everybody = ['id:a', 'id:b', 'id:c'];
    expect((await recents.recentOrders(everybody)).map(({ departed }) => departed.size)).toEqual([
      0, 1, 1,
    ]);
    const forgotten = everybody.map((customerKey, index) => ({
      customerKey,
      orderKey: 'shop/1',
      version: String((index + 2) % 3),
    }));
    await recents.forget('imp_1', forgotten);
    expect(await leftOvers()).toEqual([]);
    expect((await recents.recentOrders(everybody)).map(({ departed }) => departed.size)).toEqual([
      0, 0, 0,
    ]);
  });

  test('a stale version leaves no trace but the knowledge whose the order is', async () => {
    const newer = order({ customerKey: 'id:b', version: '2' });
    await recents.writeOrders([newer]);
    await recents.writeOrders([order({ customerKey: 'id:a', version: '1' })]);
    const [stale] = await recents.recentOrders(['id:a']);
    expect(stale).toMatchObject({ orders: [], departed: new Map([['shop/1', '2']]) });
  });

  test('departures of a customer with more orders than a head can name are found', async () => {
    await fillHead('id:a');
    const ids = Array.from({ length: 12 }, (_, index) => `order-${index}`.padEnd(40, '-'));
    const moved = ids.map((orderId) => order({ orderId, customerKey: 'id:b' }));
    await recents.writeOrders(moved, new Map(ids.map((id) => [`shop/${id}`, 'id:a'])));
    const [former] = await recents.recentOrders(['id:a']);
    expect([...(former?.departed.keys() ?? [])].sort()).toEqual(
      ids.map((id) => `shop/${id}`).sort(),
    );
  });

  test('a merged customer has the orders of both, and later ones of either', async () => {
    const [a, b] = ['id:a', 'id:b'].map((customerKey, index) =>
      order({ customerKey, orderId: String(index) }),
    );
    await recents.writeOrders([a, b].filter((one) => one !== undefined));
    await recents.writeMerge({ from: 'id:a', into: 'id:b', version: '1' });
    const later = order({ customerKey: 'id:a', orderId: 'later' });
    await recents.writeOrders([later]);
    const [merged, whole] = await recents.recentOrders(['id:a', 'id:b']);
    expect(merged).toMatchObject({ customer: 'id:b', orders: [] });
    expect(whole).toMatchObject({ customer: 'id:b', merged: ['id:a'] });
    expect(whole?.orders.map(({ orderId }) => orderId).sort()).toEqual(['0', '1', 'later']);
  });

  test('chains of merges end at one customer, however they were made', async () => {
    await recents.writeMerge({ from: 'id:b', into: 'id:c', version: '2' });
    await recents.writeMerge({ from: 'id:a', into: 'id:b', version: '1' });
    await recents.writeMerge({ from: 'id:a', into: 'id:b', version: '3' });
    await recents.writeMerge({ from: 'id:c', into: 'id:a', version: '4' });
    const identities = await recents.identities(['id:a', 'id:b', 'id:c', 'id:d']);
    expect(identities).toEqual([
      ...['id:a', 'id:b', 'id:c'].map(() => ({ key: 'id:c', merged: ['id:a', 'id:b'] })),
      { key: 'id:d', merged: [] },
    ]);
  });

  test('an order that moves between two merged customers has not left them', async () => {
    await recents.writeMerge({ from: 'id:a', into: 'id:b', version: '1' });
    await recents.writeOrders(
      [order({ customerKey: 'id:a', version: '2' })],
      new Map([['shop/1', 'id:b']]),
    );
    const [whole] = await recents.recentOrders(['id:b']);
    expect([whole?.orders.length, whole?.departed.size]).toEqual([1, 0]);
  });

  test('the head of a customer is read without a query again once there is room', async () => {
    await fillHead('id:a');
    const orders = Array.from({ length: 12 }, (_, index) =>
      order({ orderId: `order-${index}`.padEnd(40, '-'), version: '1' }),
    );
    await recents.writeOrders(orders);
    const consumed = orders.map(({ customerKey, orderId, version }) => ({
      customerKey,
      orderKey: `shop/${orderId}`,
      version,
    }));
    await recents.forget('imp_1', consumed.slice(0, 6));
    expect(await hasOverflow('id:a')).toBe(true);
    await recents.forget('imp_1', consumed);
    expect(await hasOverflow('id:a')).toBe(false);
  });

  test('orders that find no room in the head are read by a query', async () => {
    await fillHead('id:a');
    const ids = Array.from({ length: 12 }, (_, index) => `order-${index}`.padEnd(40, '-'));
    await recents.writeOrders(ids.map((orderId) => order({ orderId })));
    const [found] = await ordersOf(['id:a']);
    expect(found?.map(({ orderId }) => orderId).sort()).toEqual(ids.sort());
  });

  async function ordersOf(customers: readonly string[]) {
    return (await recents.recentOrders(customers)).map(({ orders }) => orders);
  }

  /** Items that are left beside heads without orders. */
  async function leftOvers(): Promise<unknown[]> {
    const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
    return Items.map((item) => unmarshall(item)).filter(
      (item) => item['sk'] !== 'HEAD' || Object.keys(item).some((name) => name.startsWith('o#')),
    );
  }

  /** Leaves a customer's head room for a few more orders. */
  async function fillHead(customer: string) {
    await table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: marshall(headKey(customer)),
        UpdateExpression: 'SET overflow = :no, ballast = :ballast',
        ExpressionAttributeValues: marshall({ ':no': false, ':ballast': 'x'.repeat(409_400) }),
      }),
    );
  }

  async function hasOverflow(customer: string): Promise<unknown> {
    const { Item } = await table.client.send(
      new GetItemCommand({ TableName: table.name, Key: marshall(headKey(customer)) }),
    );
    return Item && unmarshall(Item)['overflow'];
  }
});

const profile = {
  customerKey: 'id:a',
  email: 'a@example.org',
  emailHash: 'hash',
  name: 'A',
  phone: null,
  country: 'DE',
  referredBy: null,
  version: '1',
  run: 'imp_1',
};
