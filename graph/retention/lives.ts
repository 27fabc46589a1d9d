/**
 * What customers did by the day of their first order and the days since it, one element of each array a pair of the two. Amounts
 * are doubles: they end in averages, not in reported sums.
 */
export interface Lives {
  /** Day of the first order, days since 1970-01-01. */
  readonly firstDay: Float64Array;
  /** Days from the day of the first order: 0 is that day. */
  readonly daysSince: Float64Array;
  /** First orders: each customer once, at 0 days. */
  readonly customers: Float64Array;
  /** Second orders: at 0 days when both came on one day. */
  readonly secondOrders: Float64Array;
  /** Distinct customers who bought on this day and not before in this day, week, month or quarter of their life. */
  readonly dayBuyers: Float64Array;
  readonly weekBuyers: Float64Array;
  readonly monthBuyers: Float64Array;
  readonly quarterBuyers: Float64Array;
  readonly revenue: Float64Array;
  readonly grossMargin: Float64Array;
}

export const lifeFields = [
  'firstDay',
  'daysSince',
  'customers',
  'secondOrders',
  'dayBuyers',
  'weekBuyers',
  'monthBuyers',
  'quarterBuyers',
  'revenue',
  'grossMargin',
] as const satisfies readonly (keyof Lives)[];

export const noLives: Lives = joinLives([]);

/** Lives of those who first bought from day number `from` up to and without `to`. */
export function livesBetween(lives: Lives, from: number, to: number): Lives {
  const kept = [...lives.firstDay.keys()].filter((index) => {
    const day = lives.firstDay[index] ?? Number.NaN;
    return day >= from && day < to;
  });
  if (kept.length === lives.firstDay.length) {
    return lives;
  }
  return mapFields((field) => Float64Array.from(kept, (index) => lives[field][index] ?? 0));
}

/** Lives of groups that share no customer, together. */
export function joinLives(parts: readonly Lives[]): Lives {
  const [only] = parts;
  if (only && parts.length === 1) {
    return only;
  }
  return mapFields((field) => {
    const joined = new Float64Array(parts.reduce((sum, part) => sum + part[field].length, 0));
    let start = 0;
    for (const part of parts) {
      joined.set(part[field], start);
      start += part[field].length;
    }
    return joined;
  });
}

/** Sum of one figure. */
export function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function mapFields(values: (field: keyof Lives) => Float64Array): Lives {
  const entries = lifeFields.map((field) => [field, values(field)] as const);
  return Object.fromEntries(entries) as unknown as Lives;
}
