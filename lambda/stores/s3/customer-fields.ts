import type { CustomerRow } from '../../../graph/customers/customer-row.ts';
import type { ProfileVersion } from '../../../graph/customers/store.ts';
import { day, decimal, instant, number, type RawRow, type Scales, text } from './field-values.ts';

/** A row of `customerColumns`; columns that were not read are null, 0 or '0'. */
export function customerRow(row: RawRow, scales: Scales): CustomerRow {
  const amount = (column: string) => decimal(row[column], scales.get(column)) ?? '0';
  const count = (column: string) => number(row[column]) ?? 0;
  return {
    customerKey: text(row['customer_key']) ?? '',
    number: count('number'),
    country: text(row['country']),
    channel: text(row['channel']),
    campaign: text(row['campaign']),
    firstProduct: text(row['first_product']),
    referredBy: text(row['referred_by']),
    referrals: count('referrals'),
    orders: count('orders'),
    excludedOrders: count('excluded_orders'),
    revenue: amount('revenue'),
    refunds: amount('refunds'),
    grossMargin: amount('gross_margin'),
    firstOrderAt: instant(row['first_order_at']),
    lastOrderAt: instant(row['last_order_at']),
    firstDay: day(row['first_day']),
    frequency: count('frequency'),
    recencyDays: count('recency_days'),
    ageDays: count('age_days'),
    repeatSpend: amount('repeat_spend'),
    stratum: count('stratum'),
    rfm: rfm(row),
    probabilityAlive: number(row['probability_alive']),
    expectedOrders: number(row['expected_orders']),
    predictedValue: number(row['predicted_value']),
    totalValue: number(row['total_value']),
    residualValue: number(row['residual_value']),
    valueAtRisk: number(row['value_at_risk']),
    expectedNextOrder: day(row['expected_next_order']),
    valuePercentile: number(row['value_percentile']),
    loyaltyRank: number(row['loyalty_rank']),
  };
}

function rfm(row: RawRow): CustomerRow['rfm'] {
  const recency = number(row['rfm_recency']);
  const frequency = number(row['rfm_frequency']);
  const monetary = number(row['rfm_monetary']);
  return recency === null || frequency === null || monetary === null
    ? null
    : { recency, frequency, monetary };
}

/** A row of `profileColumns`. */
export function profileVersion(row: RawRow): ProfileVersion {
  return {
    customerKey: text(row['customer_key']) ?? '',
    email: text(row['email']),
    name: text(row['name']),
    phone: text(row['phone']),
    version: text(row['version']) ?? '',
    run: text(row['run']) ?? '',
    country: text(row['country']),
    referredBy: text(row['referred_by']),
  };
}
