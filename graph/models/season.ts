/**
 * How busy days are beside each other: the intensity at which customers order, 1 on average.
 *
 * Part of a model file, so plain numbers; read it with `seasonalIntensity`.
 */
export interface Season {
  /** YYYY-MM-DD: the day that observation ended on when the model was fitted. */
  readonly endDay: string;
  /** Monday first; their mean is 1. */
  readonly weekdays: readonly number[];
  /** January first; null where less than two years were seen, which cannot tell a season from a trend. */
  readonly months: readonly number[] | null;
}

export const dayMs = 86_400_000;

/** Days since 1970-01-01 of a day YYYY-MM-DD. */
export function dayNumber(day: string): number {
  return Date.parse(day) / dayMs;
}

/** How busy a day is expected to be, 1 on average; the day is YYYY-MM-DD or days since 1970-01-01. */
export function seasonalIntensity(
  { weekdays, months }: Pick<Season, 'weekdays' | 'months'>,
  day: string | number,
): number {
  const date = new Date(typeof day === 'string' ? day : day * dayMs);
  return weekdays[weekdayOf(date)]! * (months?.[date.getUTCMonth()] ?? 1);
}

/** 0 for Monday. */
export function weekdayOf(date: Date): number {
  return (date.getUTCDay() + 6) % 7;
}

/** Numbers that a season has been estimated by: what it costs in a penalty. */
export function seasonParameters({ months }: Pick<Season, 'months'>): number {
  return 6 + (months === null ? 0 : 11);
}
