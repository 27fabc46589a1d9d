import { knownExport, sampleOf } from './known-export.ts';

/** Charge objects of Stripe's API, one a line: amounts in minor units, times in Unix seconds. */
export const stripeCharges = knownExport({
  kind: 'orders',
  format: 'stripe-charges',
  source: 'stripe',
  signature: ['id', 'object', 'amount', 'currency', 'created'],
  aliases: {
    orderId: ['id'],
    recordId: ['object'],
    customerId: ['customer'],
    email: ['receiptemail'],
    customerObject: ['billingdetails'],
    orderedAt: ['created'],
    total: ['amount'],
    refund: ['amountrefunded'],
    refundObjects: ['refunds'],
    currency: ['currency'],
    status: ['status'],
    captured: ['captured'],
    mode: ['livemode'],
  },
  needed: ['orderId', 'orderedAt', 'total', 'currency'],
  amounts: [],
  isExport: (shape) =>
    shape.container.type === 'ndjson' &&
    sampleOf(shape, 'object').every((object) => object === 'charge'),
  details: () => ({ preparation: 'stripe-charges', decimalMark: '.' }),
});
