import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
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
    expect(await recents.recentOrders(['id:a', 'id:b'])).toEqual([[written], []]);
  });

  test('the greater version wins, whichever is written last', async () => {
    const newer = order({ version: '2', gross: new Big(2) });
    const older = order({ version: '1', gross: new Big(1) });
    await recents.writeOrders([newer]);
    await recents.writeOrders([older]);
    expect(await recents.recentOrders(['id:a'])).toEqual([[newer]]);
  });

  test('a page of 250 customers with their orders lines up with the customers', async () => {
    const orders = Array.from({ length: 250 }, (_, index) =>
      order({ customerKey: `id:${index}`, orderId: `o${index}` }),
    );
    await recents.writeOrders(orders);
    const customers = orders.map(({ customerKey }) => customerKey).reverse();
    const found = await recents.recentOrders(customers);
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
    const { version, run, emailHash, ...plain } = profile;
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
    const [left] = await recents.recentOrders(['id:a']);
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
    expect(await recents.recentOrders(['id:a', 'id:b'])).toEqual([[], [after]]);
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
    const [found] = await recents.recentOrders(['id:a']);
    expect(found?.map(({ orderId }) => orderId).sort()).toEqual(ids.sort());
  });

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
