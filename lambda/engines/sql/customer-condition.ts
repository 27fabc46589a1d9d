import {
  amountFields,
  type CustomerFilter,
  listFields,
  type Range,
  rangeFields,
} from '../../../graph/customers/filter.ts';

/** Result of `productBuyers`. */
interface ConditionRelations {
  readonly productBuyers: string;
}

/**
 * Whether a row of `customerColumns` satisfies a filter, as SQL; never null. Says what `matches` in
 * graph/customers/filter.ts says, and a property test holds the two together. Segments must have been
 * replaced by their rules.
 */
export function customerCondition(filter: CustomerFilter, relations: ConditionRelations): string {
  const { and, or, not, isAttributed, products } = filter;
  const inner = (part: CustomerFilter) => customerCondition(part, relations);
  const conditions = [
    ...rangeFields.flatMap((field) => rangeCondition(figures[field], filter[field])),
    ...amountFields.flatMap((field) => rangeCondition(amounts[field], filter[field])),
    ...listFields.flatMap((field) => listCondition(texts[field], filter[field])),
    ...flag(isAttributed),
    ...boughtCondition(products, relations),
    ...(and ?? []).map(inner),
    ...(or ? [or.map(inner).join(' OR ') || 'FALSE'] : []),
    ...(not ? [`NOT ${inner(not)}`] : []),
  ];
  // A comparison with null is null; for the opposite to hold it has to be false.
  return conditions.length === 0
    ? 'TRUE'
    : `(${conditions.map((condition) => `coalesce(${condition}, FALSE)`).join(' AND ')})`;
}

interface Figure {
  readonly expression: string;
  literal(bound: number | string): string;
}

function numeric(expression: string): Figure {
  return { expression, literal: (bound) => `CAST(${text(String(bound))} AS DOUBLE)` };
}

function ofBuyers(expression: string): Figure {
  return numeric(`CASE WHEN orders > 0 THEN ${expression} END`);
}

function instant(expression: string): Figure {
  return { expression, literal: (bound) => `TIMESTAMPTZ ${text(String(bound))}` };
}

const amounts: Readonly<Record<(typeof amountFields)[number], Figure>> = {
  revenue: numeric('CAST(revenue AS DOUBLE)'),
  refunds: numeric('CAST(refunds AS DOUBLE)'),
  grossMargin: numeric('CAST(gross_margin AS DOUBLE)'),
};

const figures: Readonly<Record<(typeof rangeFields)[number], Figure>> = {
  orders: numeric('orders'),
  averageOrderValue: ofBuyers('CAST(revenue AS DOUBLE) / orders'),
  frequency: ofBuyers('frequency'),
  recencyDays: ofBuyers('recency_days'),
  referrals: numeric('referrals'),
  expectedOrders: numeric('expected_orders'),
  loyaltyRank: numeric('loyalty_rank'),
  predictedValue: numeric('predicted_value'),
  totalValue: numeric('total_value'),
  valueAtRisk: numeric('value_at_risk'),
  expectedNextOrder: {
    expression: 'expected_next_order',
    literal: (bound) => `DATE ${text(String(bound))}`,
  },
  valuePercentile: numeric('value_percentile'),
  valueDecile: numeric('ceil(value_percentile / 10)'),
  probabilityAlive: numeric('probability_alive'),
  rfmRecency: numeric('rfm_recency'),
  rfmFrequency: numeric('rfm_frequency'),
  rfmMonetary: numeric('rfm_monetary'),
  daysSinceFirstOrder: ofBuyers('age_days'),
  daysSinceLastOrder: ofBuyers('age_days - recency_days'),
  firstDay: { expression: 'first_day', literal: (bound) => `DATE ${text(String(bound))}` },
  firstOrderAt: instant('first_order_at'),
  lastOrderAt: instant('last_order_at'),
};

const texts: Readonly<Record<(typeof listFields)[number], string>> = {
  countries: 'country',
  channels: 'channel',
  campaigns: 'campaign',
};

function rangeCondition(
  { expression, literal }: Figure,
  range: Range<number> | Range<string> | null | undefined,
): string[] {
  if (!range) {
    return [];
  }
  const { gte, lt } = range;
  return [
    `${expression} IS NOT NULL`,
    ...(gte === null || gte === undefined ? [] : [`${expression} >= ${literal(gte)}`]),
    ...(lt === null || lt === undefined ? [] : [`${expression} < ${literal(lt)}`]),
  ];
}

function listCondition(column: string, allowed: readonly string[] | null | undefined): string[] {
  return allowed ? [isOneOf(column, allowed)] : [];
}

function flag(isAttributed: boolean | null | undefined): string[] {
  return typeof isAttributed === 'boolean'
    ? [`channel IS ${isAttributed ? 'NOT NULL' : 'NULL'}`]
    : [];
}

function boughtCondition(
  products: readonly string[] | null | undefined,
  { productBuyers }: ConditionRelations,
): string[] {
  return products
    ? [
        `customer_key IN (SELECT customer_key FROM ${productBuyers} AS product_buyers
          WHERE ${isOneOf('product', products)})`,
      ]
    : [];
}

function isOneOf(column: string, values: readonly string[]): string {
  return values.length === 0 ? 'FALSE' : `${column} IN (${values.map(text).join(', ')})`;
}

/** Both engines read doubled quotes. */
function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
