import { plainName } from './aliases.ts';
import { knownExport, sampleOf } from './known-export.ts';

/**
 * Payments as Stripe's dashboard exports them: amounts in major units, times in UTC. "Taxes On Fee"
 * is Stripe's own tax and none of the order's.
 */
export const stripePayments = knownExport({
  kind: 'orders',
  format: 'stripe-payments',
  source: 'stripe',
  signature: ['id', ['createddate(utc)', 'created(utc)'], 'amount', 'status'],
  aliases: {
    orderId: ['id'],
    customerId: ['customerid'],
    email: ['customeremail'],
    phone: ['customerphone'],
    name: ['customerdescription', 'customername'],
    orderedAt: ['createddate(utc)', 'created(utc)'],
    total: ['amount'],
    refund: ['amountrefunded'],
    currency: ['currency'],
    convertedTotal: ['convertedamount'],
    convertedRefund: ['convertedamountrefunded'],
    convertedCurrency: ['convertedcurrency'],
    status: ['status'],
    captured: ['captured'],
    mode: ['mode'],
  },
  needed: ['orderId', 'orderedAt', 'total', 'status'],
  amounts: ['total', 'refund', 'convertedTotal'],
  isExport: (shape) =>
    sampleOf(
      shape,
      shape.columns.find((column) => plainName(column) === 'id'),
    ).every((id) => /^(ch|py|pi)_/.test(id)),
  details: () => ({ preparation: 'stripe-payments', timeForms: { orderedAt: 'UTC' } }),
});
