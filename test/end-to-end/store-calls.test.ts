import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDeployment, type TestDeployment } from '../support/deployment.ts';

let shop: TestDeployment;
beforeAll(async () => {
  shop = await openDeployment();
  const orders = Array.from({ length: 300 }, (_, index) => {
    const customer = String(index % 60).padStart(3, '0');
    const day = new Date(Date.UTC(2026, 0, 1 + (index % 97))).toISOString().slice(0, 10);
    return `o${index},${customer},c${customer}@example.org,${day},${10 + (index % 7)}.50`;
  });
  await shop.importFile(
    'orders',
    'orders.csv',
    `order_id,customer_id,email,date,amount\n${orders.join('\n')}\n`,
  );
});
afterAll(() => shop.close());
test('x', async () => {
  const cold = shop.coldQuery();
  for (const text of [
   `{ customers(first: 50) { nodes { sourceId orders(first: 5) { totalCount nodes { net { amount } } } summary { orders revenue { amount } } value { historic { amount } predicted { amount { amount } } } } } }`,
   `{ customer(by: {sourceId: "007"}) { sourceId summary { orders } value { predicted { amount { amount } } } } }`,
   `{ customer(by: {email: "c007@example.org"}) { sourceId summary { orders } value { predicted { amount { amount } } } } }`,
   `{ business { metrics { orders revenue { amount } } } }`,
   `{ business { value { equity { amount { amount } } median { amount } } } }`,
   `{ order(by: {source: {source: "csv", orderId: "o5"}}) { orderId customer { sourceId } } }`,
   `{ imports { nodes { fileName status } } }`,
  ]) {
    const cold = shop.coldQuery();
    shop.calls.take();
    const { data, errors } = await cold(text);
    console.log(text, JSON.stringify(errors), JSON.stringify(data).slice(0, 200), 'COLD', shop.calls.take());
    await cold(text);
    console.log('WARM', shop.calls.take());
  }
  const m = `mutation { ordersRecord(orders: [{orderId: "n1", customerId: "007", orderedAt: "2026-05-01T00:00:00Z", gross: "5"}]) { orders { orderId } userErrors { message } } }`;
  console.log(JSON.stringify(await cold(m)), shop.calls.take());
  await cold(`{ customer(by: {sourceId: "007"}) { summary { orders } value { predicted { amount { amount } } } } }`);
  console.log(shop.calls.take());
});
