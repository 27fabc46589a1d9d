import { toGlobalId } from '../../graph/global-id.ts';
import type { ArgumentValues } from './whole-schema-query.ts';

/** Things that a shop has, to ask every field about. */
export interface KnownThings {
  /** Key of a customer with orders, see graph/customers/customer-key.ts. */
  readonly customer: string;
  /** `source/order id` of one of their orders. */
  readonly order: string;
  readonly import: string;
  readonly channel: string;
  readonly country: string;
  readonly product: string;
}

/** A value for every required argument of the queries, by name. */
export function queryArguments(known: KnownThings): ArgumentValues {
  const customer = toGlobalId('Customer', known.customer);
  const order = toGlobalId('Order', known.order);
  const others = [toGlobalId('Business', 'business'), toGlobalId('Import', known.import)];
  return {
    id: `"${customer}"`,
    ids: JSON.stringify([customer, order, ...others]),
    by: `{ id: "${customer}" }`,
    'Query.order.by': `{ id: "${order}" }`,
    'Query.acquisitionFit.by': 'CHANNEL',
    uplift: '0.1',
    horizonsDays: '[30, 365]',
    days: '[0, 30]',
    'RepeatPurchase.quantileDays.share': '0.25',
    annualServiceCost: '"10"',
    changes: '{ retention: 0.1, frequency: 0.1, discountRate: 0.12 }',
    weeks: '6',
    'Query.channel.key': JSON.stringify(known.channel),
    'Query.country.key': JSON.stringify(known.country),
    'Query.product.key': JSON.stringify(known.product),
    'Query.segment.key': '"champions"',
    'Query.export.id': `"${toGlobalId('Export', 'exp_1')}"`,
    'Business.profile.by': 'CHANNEL',
    ...Object.fromEntries(
      ['Population', 'Campaign', 'Channel', 'Cohort', 'Country', 'Product', 'Segment'].map(
        (type) => [`${type}.profile.by`, 'ORDERS'],
      ),
    ),
  };
}
