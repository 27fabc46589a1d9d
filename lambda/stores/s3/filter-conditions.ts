import type { CustomerFilter, Range } from '../../../graph/customers/filter.ts';
import type { RankingField } from '../../lake/schema.ts';
import type { ColumnStatistics, RowGroupInfo } from './parquet-footer.ts';
import { compareUtf8 } from './row-group-search.ts';

/** What the statistics of a row group say about a filter: how many of its rows can satisfy it. */
export type Verdict = 'none' | 'some' | 'all';

type Bounds = Range<number> | Range<string>;

/** The column each field of the filter reads, and the ranking sorted by it, if there is one. */
const fields = {
  orders: { column: 'orders', ranking: 'ORDERS' },
  revenue: { column: 'revenue', ranking: 'REVENUE' },
  predictedValue: { column: 'predicted_value', ranking: 'PREDICTED_VALUE' },
  totalValue: { column: 'total_value', ranking: 'VALUE' },
  probabilityAlive: { column: 'probability_alive', ranking: 'PROBABILITY_ALIVE' },
  firstOrderAt: { column: 'first_order_at', ranking: 'FIRST_ORDER_AT' },
  lastOrderAt: { column: 'last_order_at', ranking: 'LAST_ORDER_AT' },
  countries: { column: 'country', ranking: undefined },
  channels: { column: 'channel', ranking: undefined },
  campaigns: { column: 'campaign', ranking: undefined },
  referrers: { column: 'referred_by', ranking: undefined },
} as const satisfies Record<
  keyof CustomerFilter,
  { readonly column: string; readonly ranking: RankingField | undefined }
>;

/** The fields that restrict anything. */
function givenFields(filter: CustomerFilter): (keyof typeof fields)[] {
  const names = Object.keys(fields) as (keyof typeof fields)[];
  return names.filter((name) => filter[name] !== null && filter[name] !== undefined);
}

/** Columns that decide whether a row matches; none when every row does. */
export function columnsOfFilter(filter: CustomerFilter | undefined): string[] {
  return filter ? givenFields(filter).map((name) => fields[name].column) : [];
}

/**
 * The ranking to count a filter in: sorted by one of its fields, so that all row groups but two are
 * wholly inside or outside that field's range. Any will do for a filter without a range.
 */
export function rankingOfFilter(filter: CustomerFilter): RankingField {
  return (
    givenFields(filter)
      .map((name) => fields[name].ranking)
      .find(Boolean) ?? 'CUSTOMER'
  );
}

/** Judges a row group without reading it; `some` whenever its statistics do not settle the matter. */
export function judgeGroup(filter: CustomerFilter | undefined, group: RowGroupInfo): Verdict {
  const verdicts = filter ? givenFields(filter).map((name) => judgeField(filter, name, group)) : [];
  if (verdicts.includes('none')) {
    return 'none';
  }
  return verdicts.includes('some') ? 'some' : 'all';
}

function judgeField(
  filter: CustomerFilter,
  name: keyof typeof fields,
  { rows, statistics }: RowGroupInfo,
): Verdict {
  const column = statistics.get(fields[name].column);
  if (!column) {
    return 'some';
  }
  if (column.nulls === rows) {
    return 'none';
  }
  const condition = filter[name];
  if (isList(condition)) {
    return judgeList(condition, column);
  }
  const verdict =
    name === 'revenue' ? judgeRevenue(filter.revenue, column) : judgeRange(condition, column);
  // A null satisfies no condition, so a group with nulls never matches as a whole.
  return verdict === 'all' && column.nulls !== 0 ? 'some' : verdict;
}

function isList(condition: CustomerFilter[keyof CustomerFilter]): condition is readonly string[] {
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
