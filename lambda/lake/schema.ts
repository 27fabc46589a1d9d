/**
 * The columns of the lake and of a snapshot, as SQL types both engines know. One place, because the
 * importer, the refresh and the point reader must agree to the letter.
 */

/** Money at rest. Four places hold every currency's minor unit; 14 digits before them are plenty. */
export const moneyType = 'DECIMAL(18,4)';

export type Columns = Readonly<Record<string, string>>;

/** lake/orders: one row an order version. */
export const orderColumns = {
  customer_key: 'VARCHAR',
  source: 'VARCHAR',
  order_id: 'VARCHAR',
  ordered_at: 'TIMESTAMPTZ',
  utc_offset_minutes: 'SMALLINT',
  order_day: 'DATE',
  currency: 'VARCHAR',
  gross: moneyType,
  discount: moneyType,
  refund: moneyType,
  tax: moneyType,
  shipping: moneyType,
  net: moneyType,
  cost: moneyType,
  status: 'VARCHAR',
  exclusion: 'VARCHAR',
  channel: 'VARCHAR',
  campaign: 'VARCHAR',
  coupon: 'VARCHAR',
  lines: `STRUCT(product VARCHAR, name VARCHAR, quantity ${moneyType}, amount ${moneyType})[]`,
  version: 'VARCHAR',
  run: 'VARCHAR',
} as const satisfies Columns;

/** lake/customers: one row a profile version. Personal data: nothing else in the lake holds any. */
export const profileColumns = {
  customer_key: 'VARCHAR',
  source: 'VARCHAR',
  email: 'VARCHAR',
  /** Keyed hash of the normalised address, hex: what look-ups compare. */
  email_hash: 'VARCHAR',
  name: 'VARCHAR',
  phone: 'VARCHAR',
  country: 'VARCHAR',
  /** Customer key of who referred them. */
  referred_by: 'VARCHAR',
  version: 'VARCHAR',
  run: 'VARCHAR',
} as const satisfies Columns;

/** lake/spend: one row a day, channel and campaign. */
export const spendColumns = {
  source: 'VARCHAR',
  day: 'DATE',
  channel: 'VARCHAR',
  campaign: 'VARCHAR',
  /** ADS, or OTHER for salaries, tools and agencies that only the fully loaded CAC counts. */
  kind: 'VARCHAR',
  currency: 'VARCHAR',
  amount: moneyType,
  version: 'VARCHAR',
  run: 'VARCHAR',
} as const satisfies Columns;

/** lake/merges: one row a merge of two customers, by the keys they had before any merge or after an earlier one. */
export const mergeColumns = {
  from_key: 'VARCHAR',
  into_key: 'VARCHAR',
  version: 'VARCHAR',
} as const satisfies Columns;

/**
 * lake/erasures: one row a key of an erased customer. It is kept so that they stay erased when an old file is imported again; the
 * key is the shop's own id or a keyed hash, and nothing else of them is left.
 */
export const erasureColumns = {
  customer_key: 'VARCHAR',
  /** Instant, ISO 8601 in UTC with milliseconds: compares as text. */
  erased_at: 'VARCHAR',
} as const satisfies Columns;

/** snapshots/<id>/customers and rankings: one row a customer, no personal data. */
export const customerColumns = {
  customer_key: 'VARCHAR',
  country: 'VARCHAR',
  channel: 'VARCHAR',
  campaign: 'VARCHAR',
  /** First line of the first valid order; null where it has none. */
  first_product: 'VARCHAR',
  referred_by: 'VARCHAR',
  referrals: 'INTEGER',
  /** Valid orders; 0 for a customer whose orders were all excluded, or who has a profile only. */
  orders: 'INTEGER',
  excluded_orders: 'INTEGER',
  revenue: moneyType,
  refunds: moneyType,
  /** DECIMAL(18,10): a margin of up to six places times money of four is exact. */
  gross_margin: 'DECIMAL(28,10)',
  first_order_at: 'TIMESTAMPTZ',
  last_order_at: 'TIMESTAMPTZ',
  first_day: 'DATE',
  /** x, t_x and T in days, and the spend of repeat purchase days; see graph/models/cells.ts. */
  frequency: 'INTEGER',
  recency_days: 'INTEGER',
  age_days: 'INTEGER',
  repeat_spend: moneyType,
  /** Whose parameters hold for them under the covariates of the model; 0 for the baseline (graph/models/covariates.ts). */
  stratum: 'INTEGER',
  /** RFM quintiles 1 to 5, 5 best; null without a valid order. */
  rfm_recency: 'TINYINT',
  rfm_frequency: 'TINYINT',
  rfm_monetary: 'TINYINT',
  /** At the snapshot's asOf, default terms (graph/value/terms.ts); null without a valid order or model. */
  probability_alive: 'DOUBLE',
  expected_orders: 'DOUBLE',
  predicted_value: 'DOUBLE',
  /** gross_margin + predicted_value. */
  total_value: 'DOUBLE',
  /** As predicted_value, over the whole remaining life. */
  residual_value: 'DOUBLE',
  /** What silence has taken from it: graph/actions/at-risk.ts; null unless they are slipping. */
  value_at_risk: 'DOUBLE',
  /** Day by which it is an even bet that the next order has come; null where that is not soon (score.ts). */
  expected_next_order: 'DATE',
  /** Percent of customers whose total_value is at most this one's, 0 to 100. */
  value_percentile: 'DOUBLE',
  /** 1 for the greatest total_value, ties share the smaller rank. */
  loyalty_rank: 'INTEGER',
  /** Place by customer key among all, from 0: purchases of products name customers by it. */
  number: 'INTEGER',
} as const satisfies Columns;

/** Fields a customer list can be ordered by; each has a ranking file, ascending, ties by customer key. */
export const rankingFields = {
  VALUE: 'total_value',
  PREDICTED_VALUE: 'predicted_value',
  REVENUE: 'revenue',
  GROSS_MARGIN: 'gross_margin',
  ORDERS: 'orders',
  EXPECTED_ORDERS: 'expected_orders',
  AVERAGE_ORDER_VALUE: 'revenue / nullif(orders, 0)',
  PROBABILITY_ALIVE: 'probability_alive',
  VALUE_AT_RISK: 'value_at_risk',
  EXPECTED_NEXT_ORDER: 'expected_next_order',
  FIRST_ORDER_AT: 'first_order_at',
  LAST_ORDER_AT: 'last_order_at',
  CUSTOMER: 'customer_key',
} as const;
export type RankingField = keyof typeof rankingFields;

/** `a VARCHAR, b DATE`: the body of CREATE TABLE. */
export function columnList(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
}

/**
 * Bucket of a customer (or look-up) key among `count` buckets, as SQL. md5, because DuckDB, Trino
 * and Node agree on it.
 */
export function bucketSql(column: string, count: number): string {
  return `(('0x' || substr(md5(${column}), 1, 4))::INTEGER % ${count})`;
}
