import { writeFile } from 'node:fs/promises';
import Big from 'big.js';
import { expect, test } from 'vitest';
import type { Order } from '../../../graph/orders/order.ts';
import { openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { columnList, orderColumns } from '../../../lambda/lake/schema.ts';
import { ordersOfDelta } from '../../../lambda/pipeline/ingest/delta-rows.ts';
import { orderDelta } from '../../../lambda/pipeline/ingest/order-delta.ts';
import { order } from '../../support/order.ts';

async function reread(orders: readonly Order[]) {
  const database = await openDatabase({ threads: 1 });
  try {
    const file = `${database.directory}/delta.parquet`;
    await writeFile(file, orderDelta(orders));
    await database.run(`CREATE TABLE wanted (${columnList(orderColumns)})`);
    const types = await database.rows(`DESCRIBE SELECT * FROM read_parquet('${file}')`);
    const wanted = await database.rows('DESCRIBE SELECT * FROM wanted');
    return { types, wanted, orders: await ordersOfDelta(database, file) };
  } finally {
    await database.close();
  }
}

test('the engine reads a delta written without it in the very types of the lake', async () => {
  const { types, wanted } = await reread([order({})]);
  expect(types).toEqual(wanted);
});

test('orders survive the way through a delta to the last digit', async () => {
  const orders = [
    order({ orderId: 'plain' }),
    order({
      orderId: 'full ü "quoted"',
      utcOffsetMinutes: -300,
      orderedAt: '1970-01-01T00:00:00.001Z',
      day: '1969-12-31',
      gross: new Big('99999999999999.9999'),
      cost: new Big('0.0001'),
      exclusion: 'TEST',
      channel: 'ads',
      lines: [
        { product: 'p', name: null, quantity: new Big('2'), amount: new Big('1.5') },
        { product: 'q', name: 'Q', quantity: new Big('0.25'), amount: new Big('0') },
      ],
    }),
  ];
  expect((await reread(orders)).orders).toEqual(orders);
});
