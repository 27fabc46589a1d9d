import { knownExport } from './known-export.ts';
import { timeFormsOf } from './time-forms.ts';

/**
 * Stripe's report "Balance change from activity, itemized": charges, and what was given back for
 * them as dated rows with negative amounts. Amounts are in major units of the settlement currency.
 */
export const stripeActivity = knownExport({
  kind: 'orders',
  format: 'stripe-activity',
  source: 'stripe',
  signature: ['balancetransactionid', 'reportingcategory', 'gross', ['createdutc', 'created']],
  aliases: {
    orderId: ['sourceid'],
    chargeId: ['chargeid'],
    category: ['reportingcategory'],
    customerId: ['customerid'],
    email: ['customeremail'],
    name: ['customername'],
    orderedAt: ['createdutc', 'created'],
    total: ['gross'],
    currency: ['currency'],
  },
  needed: ['orderId', 'category', 'orderedAt', 'total'],
  amounts: ['total'],
  details: (shape, mapping) => ({
    preparation: 'stripe-activity',
    timeForms: timeFormsOf(shape, mapping),
  }),
});
