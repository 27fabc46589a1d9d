import { checkRange } from '../range.ts';
import type { CustomerKey } from './customer-key.ts';
import type { CustomerRow } from './customer-row.ts';

/** Half-open range: from `gte` up to and without `lt`; both optional. */
export interface Range<T> {
  readonly gte?: T | null | undefined;
  readonly lt?: T | null | undefined;
}

type Optional<T> = T | null | undefined;

/** Conditions on one figure each. */
interface RangeConditions {
  readonly orders?: Optional<Range<number>>;
  readonly averageOrderValue?: Optional<Range<number>>;
  readonly frequency?: Optional<Range<number>>;
  readonly recencyDays?: Optional<Range<number>>;
  readonly referrals?: Optional<Range<number>>;
  readonly expectedOrders?: Optional<Range<number>>;
  readonly loyaltyRank?: Optional<Range<number>>;
  readonly predictedValue?: Optional<Range<number>>;
  readonly totalValue?: Optional<Range<number>>;
  readonly valueAtRisk?: Optional<Range<number>>;
  readonly expectedNextOrder?: Optional<Range<string>>;
  readonly valuePercentile?: Optional<Range<number>>;
  readonly valueDecile?: Optional<Range<number>>;
  readonly probabilityAlive?: Optional<Range<number>>;
  readonly rfmRecency?: Optional<Range<number>>;
  readonly rfmFrequency?: Optional<Range<number>>;
  readonly rfmMonetary?: Optional<Range<number>>;
  readonly daysSinceFirstOrder?: Optional<Range<number>>;
  readonly daysSinceLastOrder?: Optional<Range<number>>;
  readonly firstDay?: Optional<Range<string>>;
  readonly firstOrderAt?: Optional<Range<string>>;
  readonly lastOrderAt?: Optional<Range<string>>;
}

/** Conditions that name the values they allow. */
interface ListConditions {
  readonly countries?: Optional<readonly string[]>;
  readonly channels?: Optional<readonly string[]>;
  readonly campaigns?: Optional<readonly string[]>;
}

/** Which customers a list keeps; every field given must hold. A segment is a saved one of these. */
export interface CustomerFilter extends RangeConditions, ListConditions {
  /** Decimal texts, as the next two are. */
  readonly revenue?: Optional<Range<string>>;
  readonly refunds?: Optional<Range<string>>;
  readonly grossMargin?: Optional<Range<string>>;
  /** Whether an acquisition channel is known. */
  readonly isAttributed?: Optional<boolean>;
  /** Bought one of these in a valid order. */
  readonly products?: Optional<readonly string[]>;
  /** Keys of customers who referred them; no client's filter, `Customer.referrals` asks so. */
  readonly referrers?: Optional<readonly CustomerKey[]>;
  /** Is in one of these segments; replaced by their rules before a store sees it. */
  readonly segments?: Optional<readonly string[]>;
  readonly and?: Optional<readonly CustomerFilter[]>;
  readonly or?: Optional<readonly CustomerFilter[]>;
  readonly not?: Optional<CustomerFilter>;
}

/** Whether a customer, by their number in the snapshot, bought a product. */
export type HasBought = (product: string, customerNumber: number) => boolean;

/** What each condition on a figure looks at; null satisfies no condition. The refresh's SQL says the same. */
const figures = {
  orders: (row) => row.orders,
  averageOrderValue: (row) => (row.orders > 0 ? Number(row.revenue) / row.orders : null),
  frequency: (row) => (row.orders > 0 ? row.frequency : null),
  recencyDays: (row) => (row.orders > 0 ? row.recencyDays : null),
  referrals: (row) => row.referrals,
  expectedOrders: (row) => row.expectedOrders,
  loyaltyRank: (row) => row.loyaltyRank,
  predictedValue: (row) => row.predictedValue,
  totalValue: (row) => row.totalValue,
  valueAtRisk: (row) => row.valueAtRisk,
  expectedNextOrder: (row) => row.expectedNextOrder,
  valuePercentile: (row) => row.valuePercentile,
  valueDecile: ({ valuePercentile }) =>
    valuePercentile === null ? null : Math.ceil(valuePercentile / 10),
  probabilityAlive: (row) => row.probabilityAlive,
  rfmRecency: ({ rfm }) => rfm?.recency ?? null,
  rfmFrequency: ({ rfm }) => rfm?.frequency ?? null,
  rfmMonetary: ({ rfm }) => rfm?.monetary ?? null,
  daysSinceFirstOrder: (row) => (row.orders > 0 ? row.ageDays : null),
  daysSinceLastOrder: (row) => (row.orders > 0 ? row.ageDays - row.recencyDays : null),
  firstDay: (row) => row.firstDay,
  firstOrderAt: (row) => row.firstOrderAt,
  lastOrderAt: (row) => row.lastOrderAt,
} as const satisfies Record<keyof RangeConditions, (row: CustomerRow) => number | string | null>;

export const rangeFields = Object.keys(figures) as (keyof RangeConditions)[];

const texts = {
  countries: (row) => row.country,
  channels: (row) => row.channel,
  campaigns: (row) => row.campaign,
} as const satisfies Record<keyof ListConditions, (row: CustomerRow) => string | null>;

/** Refuses ranges whose ends are the wrong way round, by the name of the field. */
export function checkFilter(filter: CustomerFilter): void {
  for (const part of partsOf(filter)) {
    for (const field of amountFields) {
      const range = asNumbers(part[field]);
      checkRange([`${field}.gte`, range?.gte], [`${field}.lt`, range?.lt]);
    }
    for (const field of rangeFields) {
      const range = part[field];
      checkRange<number | string>([`${field}.gte`, range?.gte], [`${field}.lt`, range?.lt]);
    }
  }
}

/** Conditions on amounts, whose bounds are decimal texts. */
export const amountFields = ['revenue', 'refunds', 'grossMargin'] as const;

export const listFields = Object.keys(texts) as (keyof ListConditions)[];

/** True when the row satisfies the filter. A null field satisfies no condition on it. */
export function matches(
  filter: CustomerFilter,
  row: CustomerRow,
  hasBought: HasBought = unknownPurchases,
): boolean {
  const { isAttributed, products, segments, and, or, not } = filter;
  if (segments) {
    throw new TypeError('Expected a filter whose segments are replaced by their rules');
  }
  const holds = (inner: CustomerFilter) => matches(inner, row, hasBought);
  return (
    rangeFields.every((field) => within<number | string>(filter[field], figures[field](row))) &&
    listFields.every((field) => oneOf(filter[field], texts[field](row))) &&
    oneOf(filter.referrers, row.referredBy) &&
    amountFields.every((field) => within(asNumbers(filter[field]), Number(row[field]))) &&
    (isAttributed ?? row.channel !== null) === (row.channel !== null) &&
    (!products || products.some((product) => hasBought(product, row.number))) &&
    (!and || and.every(holds)) &&
    (!or || or.some(holds)) &&
    (!not || !holds(not))
  );
}

/** Both must hold; either may be missing. */
export function both(
  one: Optional<CustomerFilter>,
  other: Optional<CustomerFilter>,
): CustomerFilter | undefined {
  return one && other ? { and: [one, other] } : (one ?? other ?? undefined);
}

/** The filters a filter is made of, itself first. */
export function* partsOf(filter: CustomerFilter): Generator<CustomerFilter> {
  yield filter;
  const inner = [...(filter.and ?? []), ...(filter.or ?? []), ...(filter.not ? [filter.not] : [])];
  for (const part of inner) {
    yield* partsOf(part);
  }
}

/** Every product that a filter asks for. */
export function productsOf(filter: CustomerFilter | undefined): string[] {
  const parts = filter ? [...partsOf(filter)] : [];
  return [...new Set(parts.flatMap(({ products }) => products ?? []))];
}

function unknownPurchases(product: string): never {
  throw new TypeError(`Expected to know who bought ${product}, got a filter without purchases`);
}

function within<T extends number | string>(range: Optional<Range<T>>, value: T | null): boolean {
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
function asNumbers(range: Optional<Range<string>>): Range<number> | undefined {
  if (!range) {
    return undefined;
  }
  return {
    gte: typeof range.gte === 'string' ? Number(range.gte) : undefined,
    lt: typeof range.lt === 'string' ? Number(range.lt) : undefined,
  };
}

function oneOf(allowed: Optional<readonly string[]>, value: string | null): boolean {
  return !allowed || (value !== null && allowed.includes(value));
}
