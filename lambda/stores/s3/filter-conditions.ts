import { type CustomerFilter, partsOf, type Range } from '../../../graph/customers/filter.ts';
import type { RankingField } from '../../lake/schema.ts';
import type { ColumnStatistics, RowGroupInfo } from './parquet-footer.ts';
import { compareUtf8 } from './row-group-search.ts';

/** What the statistics of a row group say about a filter: how many of its rows can satisfy it. */
export type Verdict = 'none' | 'some' | 'all';

type Bounds = Range<number> | Range<string>;

interface FieldSource {
  /** Columns that decide the condition; the first has the statistics that may settle it. */
  readonly columns: readonly string[];
  /** The ranking sorted by it, if there is one. */
  readonly ranking?: RankingField;
  /** Whether the statistics of the column are in the condition's own terms. */
  readonly isPlain?: true;
}

/** A single column, compared as it is. */
function plain(column: string, ranking?: RankingField): FieldSource {
  return { columns: [column], isPlain: true, ...(ranking ? { ranking } : {}) };
}

/** Columns derived from others; quintiles are one struct, null unless all three are read. */
const rfm: FieldSource = { columns: ['rfm_recency', 'rfm_frequency', 'rfm_monetary'] };

const fields = {
  orders: plain('orders', 'ORDERS'),
  revenue: plain('revenue', 'REVENUE'),
  // Exact decimals of up to 18 digits; what their statistics round is not worth judging by.
  refunds: { columns: ['refunds'] },
  grossMargin: { columns: ['gross_margin'] },
  averageOrderValue: { columns: ['revenue', 'orders'] },
  frequency: { columns: ['frequency', 'orders'] },
  recencyDays: { columns: ['recency_days', 'orders'] },
  referrals: plain('referrals'),
  expectedOrders: plain('expected_orders', 'EXPECTED_ORDERS'),
  loyaltyRank: plain('loyalty_rank'),
  predictedValue: plain('predicted_value', 'PREDICTED_VALUE'),
  totalValue: plain('total_value', 'VALUE'),
  valueAtRisk: plain('value_at_risk', 'VALUE_AT_RISK'),
  expectedNextOrder: plain('expected_next_order', 'EXPECTED_NEXT_ORDER'),
  valuePercentile: plain('value_percentile'),
  valueDecile: { columns: ['value_percentile'] },
  probabilityAlive: plain('probability_alive', 'PROBABILITY_ALIVE'),
  rfmRecency: rfm,
  rfmFrequency: rfm,
  rfmMonetary: rfm,
  daysSinceFirstOrder: { columns: ['orders', 'age_days'] },
  daysSinceLastOrder: { columns: ['orders', 'age_days', 'recency_days'] },
  firstDay: plain('first_day', 'FIRST_ORDER_AT'),
  firstOrderAt: plain('first_order_at', 'FIRST_ORDER_AT'),
  lastOrderAt: plain('last_order_at', 'LAST_ORDER_AT'),
  countries: plain('country'),
  channels: plain('channel'),
  campaigns: plain('campaign'),
  referrers: plain('referred_by'),
  isAttributed: { columns: ['channel'] },
  products: { columns: ['number'] },
} as const satisfies Record<
  Exclude<keyof CustomerFilter, 'and' | 'or' | 'not' | 'segments'>,
  FieldSource
>;

type Field = keyof typeof fields;

/** The fields that restrict anything. */
function givenFields(filter: CustomerFilter): Field[] {
  const names = Object.keys(fields) as Field[];
  return names.filter((name) => filter[name] !== null && filter[name] !== undefined);
}

/** Columns that decide whether a row matches; none when every row does. */
export function columnsOfFilter(filter: CustomerFilter | undefined): string[] {
  const parts = filter ? [...partsOf(filter)] : [];
  const names = parts.flatMap(givenFields).flatMap((name) => sourceOf(name).columns);
  return [...new Set(names)];
}

/**
 * The ranking to count a filter in: sorted by one of its fields, so that all row groups but two are
 * wholly inside or outside that field's range. Any will do for a filter without a range.
 */
export function rankingOfFilter(filter: CustomerFilter): RankingField {
  const fieldsThatAllMustHold = [filter, ...(filter.and ?? [])].flatMap(givenFields);
  return fieldsThatAllMustHold.map((name) => sourceOf(name).ranking).find(Boolean) ?? 'CUSTOMER';
}

function sourceOf(name: Field): FieldSource {
  return fields[name];
}

/** Judges a row group without reading it; `some` whenever its statistics do not settle the matter. */
export function judgeGroup(filter: CustomerFilter | undefined, group: RowGroupInfo): Verdict {
  if (!filter) {
    return 'all';
  }
  const { and, or, not } = filter;
  const inner = (part: CustomerFilter) => judgeGroup(part, group);
  return allOf([
    ...givenFields(filter).map((name) => judgeField(filter, name, group)),
    ...(and ? and.map(inner) : []),
    ...(or ? [opposite(allOf(or.map(inner).map(opposite)))] : []),
    ...(not ? [opposite(inner(not))] : []),
  ]);
}

function allOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('none')) {
    return 'none';
  }
  return verdicts.includes('some') ? 'some' : 'all';
}

function opposite(verdict: Verdict): Verdict {
  if (verdict === 'some') {
    return 'some';
  }
  return verdict === 'all' ? 'none' : 'all';
}

function judgeField(
  filter: CustomerFilter,
  name: Field,
  { rows, statistics }: RowGroupInfo,
): Verdict {
  const { columns, isPlain } = sourceOf(name);
  const column = statistics.get(columns[0] ?? '');
  if (!column || !isPlain) {
    return 'some';
  }
  if (column.nulls === rows) {
    return 'none';
  }
  const condition = filter[name];
  if (isList(condition)) {
    return judgeList(condition, column);
  }
  if (typeof condition === 'boolean') {
    return 'some';
  }
  const verdict =
    name === 'revenue' ? judgeRevenue(filter.revenue, column) : judgeRange(condition, column);
  // A null satisfies no condition, so a group with nulls never matches as a whole.
  return verdict === 'all' && column.nulls !== 0 ? 'some' : verdict;
}

function isList(condition: CustomerFilter[Field]): condition is readonly string[] {
  return Array.isArray(condition);
}

function judgeList(allowed: readonly string[], { min, max }: ColumnStatistics): Verdict {
  if (typeof min !== 'string' || typeof max !== 'string') {
    return 'some';
  }
  const isPossible = allowed.some(
    (value) => compareUtf8(min, value) <= 0 && compareUtf8(value, max) <= 0,
  );
  return isPossible ? 'some' : 'none';
}

/**
 * Revenue is compared as numbers, and its statistics come as the unscaled integer times a power of
 * ten, which may be off in the last bit: the bounds are widened by more than that.
 */
function judgeRevenue(range: Range<string> | null | undefined, column: ColumnStatistics): Verdict {
  const { min, max } = column;
  if (typeof min !== 'number' || typeof max !== 'number') {
    return 'some';
  }
  const asNumber = (value: string | null | undefined) =>
    typeof value === 'string' ? Number(value) : undefined;
  return judgeRange(
    { gte: asNumber(range?.gte), lt: asNumber(range?.lt) },
    { ...column, min: min - Math.abs(min) * 1e-14, max: max + Math.abs(max) * 1e-14 },
  );
}

function judgeRange(range: Bounds | null | undefined, { min, max }: ColumnStatistics): Verdict {
  const gte = range?.gte ?? undefined;
  const lt = range?.lt ?? undefined;
  if (min === undefined || max === undefined) {
    return 'some';
  }
  if ((gte !== undefined && max < gte) || (lt !== undefined && min >= lt)) {
    return 'none';
  }
  return (gte === undefined || min >= gte) && (lt === undefined || max < lt) ? 'all' : 'some';
}
