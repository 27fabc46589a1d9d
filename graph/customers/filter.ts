import { checkRange } from '../range.ts';
import type { CustomerKey } from './customer-key.ts';
import type { CustomerRow } from './customer-row.ts';

/** Half-open range: from `gte` up to and without `lt`; both optional. */
export interface Range<T> {
  readonly gte?: T | null | undefined;
  readonly lt?: T | null | undefined;
}

/** Which customers a list keeps; every field given must hold. */
export interface CustomerFilter {
  readonly orders?: Range<number> | null | undefined;
  readonly revenue?: Range<string> | null | undefined;
  readonly predictedValue?: Range<number> | null | undefined;
  readonly totalValue?: Range<number> | null | undefined;
  readonly probabilityAlive?: Range<number> | null | undefined;
  readonly firstOrderAt?: Range<string> | null | undefined;
  readonly lastOrderAt?: Range<string> | null | undefined;
  readonly countries?: readonly string[] | null | undefined;
  readonly channels?: readonly string[] | null | undefined;
  readonly campaigns?: readonly string[] | null | undefined;
  /** Keys of customers who referred them; no client's filter, `Customer.referrals` asks so. */
  readonly referrers?: readonly CustomerKey[] | null | undefined;
}

const rangeFields = [
  'orders',
  'predictedValue',
  'totalValue',
  'probabilityAlive',
  'firstOrderAt',
  'lastOrderAt',
] as const;

/** Refuses ranges whose ends are the wrong way round, by the name of the field. */
export function checkFilter(filter: CustomerFilter): void {
  const revenue = asNumbers(filter.revenue);
  checkRange(['revenue.gte', revenue?.gte], ['revenue.lt', revenue?.lt]);
  for (const field of rangeFields) {
    const range = filter[field];
    checkRange<number | string>([`${field}.gte`, range?.gte], [`${field}.lt`, range?.lt]);
  }
}

/** True when the row satisfies the filter. A null field satisfies no condition on it. */
export function matches(filter: CustomerFilter, row: CustomerRow): boolean {
  return (
    within(filter.orders, row.orders) &&
    within(asNumbers(filter.revenue), Number(row.revenue)) &&
    within(filter.predictedValue, row.predictedValue) &&
    within(filter.totalValue, row.totalValue) &&
    within(filter.probabilityAlive, row.probabilityAlive) &&
    within(filter.firstOrderAt, row.firstOrderAt) &&
    within(filter.lastOrderAt, row.lastOrderAt) &&
    oneOf(filter.countries, row.country) &&
    oneOf(filter.channels, row.channel) &&
    oneOf(filter.campaigns, row.campaign) &&
    oneOf(filter.referrers, row.referredBy)
  );
}

function within<T extends number | string>(
  range: Range<T> | null | undefined,
  value: T | null,
): boolean {
  if (!range) {
    return true;
  }
  const { gte, lt } = range;
  return (
    value !== null &&
    (gte === null || gte === undefined || value >= gte) &&
    (lt === null || lt === undefined || value < lt)
  );
}

/** Amounts of up to 15 digits compare the same as numbers. */
function asNumbers(range: Range<string> | null | undefined): Range<number> | undefined {
  if (!range) {
    return undefined;
  }
  return {
    gte: typeof range.gte === 'string' ? Number(range.gte) : undefined,
    lt: typeof range.lt === 'string' ? Number(range.lt) : undefined,
  };
}

function oneOf(allowed: readonly string[] | null | undefined, value: string | null): boolean {
  return !allowed || (value !== null && allowed.includes(value));
}
