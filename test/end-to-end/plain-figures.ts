import type { PlainOrder } from './plain-shop.ts';

/** Half-open window of days. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** A customer's orders in figures; amounts are ten-thousandths. */
export interface PlainSummary {
  readonly orders: number;
  readonly revenue: number;
  readonly refunds: number;
  readonly margin: number;
  readonly firstOrderAt: string | null;
  readonly lastOrderAt: string | null;
  readonly frequency: number;
  readonly recencyDays: number;
  readonly ageDays: number;
  readonly repeatSpend: number;
}

/** What one customer's orders say at the end of a day. */
export function plainSummary(own: readonly PlainOrder[], asOf: string): PlainSummary {
  const known = own.filter(({ day }) => day <= asOf);
  const valid = known.filter(({ isValid }) => isValid);
  const times = valid.map(({ at }) => at).sort();
  const days = [...new Set(valid.map(({ day }) => day))].sort();
  const [first, last] = [days[0], days.at(-1)];
  return {
    orders: valid.length,
    revenue: sum(valid.map(({ net }) => net)),
    refunds: sum(known.map(({ refund }) => refund)),
    margin: sum(valid.map(({ margin }) => margin)),
    firstOrderAt: times[0] ?? null,
    lastOrderAt: times.at(-1) ?? null,
    frequency: Math.max(days.length - 1, 0),
    recencyDays: first && last ? daysFrom(first, last) : 0,
    ageDays: first ? daysFrom(first, asOf) : 0,
    repeatSpend: sum(valid.filter(({ day }) => day !== first).map(({ net }) => net)),
  };
}

export interface PlainMetrics {
  readonly orders: number;
  readonly buyers: number;
  readonly newCustomers: number;
  readonly revenue: number;
  readonly refunds: number;
  readonly margin: number;
  /** Buyers with two orders or more. */
  readonly repeaters: number;
  readonly comparisonDays: number;
  /** Buyers of the window before that retention compares with; 0 where it was not observed. */
  readonly buyersBefore: number;
  /** Those of them who bought again in the window. */
  readonly retained: number;
  /** Revenue ÷ buyers of the window that retention compares. */
  readonly comparisonValue: number;
}

/** Facts of a window; retention compares `comparison` with the days before it. */
export function plainMetrics(
  orders: readonly PlainOrder[],
  { window, comparison, observed }: { window: Days; comparison: Days; observed: Days },
): PlainMetrics {
  const valid = orders.filter(({ isValid }) => isValid);
  const inside = valid.filter(isIn(window));
  const counts = Map.groupBy(inside, ({ customer }) => customer);
  const earlier = buyersOf(valid.filter(({ day }) => day < window.from));
  const comparisonDays = daysFrom(comparison.from, comparison.to);
  const before = { from: dayAfter(comparison.from, -comparisonDays), to: comparison.from };
  const isObserved = before.from >= observed.from && comparison.to <= observed.to;
  const buyersBefore = isObserved ? buyersOf(valid.filter(isIn(before))) : new Set<string>();
  const compared = valid.filter(isIn(comparison));
  const buyersNow = buyersOf(compared);
  return {
    orders: inside.length,
    buyers: counts.size,
    newCustomers: [...counts.keys()].filter((customer) => !earlier.has(customer)).length,
    revenue: sum(inside.map(({ net }) => net)),
    refunds: sum(orders.filter(isIn(window)).map(({ refund }) => refund)),
    margin: sum(inside.map(({ margin }) => margin)),
    repeaters: [...counts.values()].filter(({ length }) => length > 1).length,
    comparisonDays,
    buyersBefore: buyersBefore.size,
    retained: [...buyersBefore].filter((customer) => buyersNow.has(customer)).length,
    comparisonValue: sum(compared.map(({ net }) => net)) / buyersNow.size,
  };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function daysFrom(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

function isIn({ from, to }: Days): (order: PlainOrder) => boolean {
  return ({ day }) => day >= from && day < to;
}

function buyersOf(orders: readonly PlainOrder[]): Set<string> {
  return new Set(orders.map(({ customer }) => customer));
}
