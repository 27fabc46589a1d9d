import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DynamoDb } from '../../lambda/local/dynamodb.ts';
import { openDeployment, type TestDeployment } from '../support/deployment.ts';
import { startDynoxide } from '../support/dynoxide.ts';

const dynoxide: DynamoDb | undefined = await startDynoxide();
if (!dynoxide) {
  process.stderr.write('skipped: dynoxide is not installed; its package is for Linux on x64\n');
}

/** What works by an accident of one imitation of DynamoDB does not work on the other. */
describe.skipIf(!dynoxide)('a deployment on another DynamoDB', () => {
  let shop: TestDeployment;
  beforeAll(async () => {
    // The SDK's usual credentials, as for a server of the user's own.
    process.env['AWS_REGION'] ??= 'us-east-1';
    process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
    process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
    shop = await openDeployment({
      endpoints: { s3: undefined, dynamoDb: dynoxide?.endpoint },
    });
    const rows = Array.from(
      { length: 120 },
      (_, index) => `${index},c${index % 40},2026-0${1 + (index % 6)}-1${index % 9},${index}.50`,
    );
    await shop.importFile(
      'orders',
      'orders.csv',
      `order_id,customer_id,date,amount\n${rows.join('\n')}\nbad,c1,never,1\n`,
    );
  });
  afterAll(async () => {
    await shop.close();
    await dynoxide?.close();
  });

  test('reports on an import with its refused row', async () => {
    const { data } = await shop.query('{ imports { nodes { status rowsKept rejects { line } } } }');
    expect(data.imports.nodes).toEqual([
      { status: 'SUCCEEDED', rowsKept: 120, rejects: [{ line: 122 }] },
    ]);
  });

  test('shows a live order in the next query, once, in its later version', async () => {
    const record = (gross: string, updatedAt: string) =>
      shop.query(
        `mutation ($gross: Decimal!, $updatedAt: DateTime) { ordersRecord(orders: [
          { orderId: "live", customerId: "c1", orderedAt: "2026-06-30T10:00:00Z", gross: $gross, updatedAt: $updatedAt }
        ]) { userErrors { message } } }`,
        { gross, updatedAt },
      );
    await record('7', '2026-07-02T00:00:00Z');
    await record('5', '2026-07-01T00:00:00Z');
    const { data } = await shop.query(`{ customer(by: { sourceId: "c1" }) {
      summary { orders } orders(first: 1) { nodes { orderId net { amount } } } } }`);
    expect(data.customer).toEqual({
      summary: { orders: 4 },
      orders: { nodes: [{ orderId: 'live', net: { amount: '7.00' } }] },
    });
  });

  test('counts the live order in the next snapshot', async () => {
    await shop.refresh();
    const { data } = await shop.query('{ business { metrics { orders } } }');
    expect(data.business.metrics.orders).toBe(121);
  });
});
