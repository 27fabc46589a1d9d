import { addDays } from '../calendar.ts';

export const granularities = ['DAY', 'WEEK', 'MONTH', 'QUARTER'] as const;
export type Granularity = (typeof granularities)[number];

/** A period of a granularity: from `from` up to and without `to`, YYYY-MM-DD. */
export interface Period {
  readonly granularity: Granularity;
  readonly from: string;
  readonly to: string;
}

/** The period that a day falls into. Weeks begin on Monday. */
export function periodOf(granularity: Granularity, day: string): Period {
  const from = firstDay(granularity, day);
  return { granularity, from, to: nextPeriod(granularity, from) };
}

/** `2026-06-30`, `Week of 2026-06-29`, `2026-06` or `2026 Q2`. */
export function labelOfPeriod({ granularity, from }: Period): string {
  switch (granularity) {
    case 'DAY':
      return from;
    case 'WEEK':
      return `Week of ${from}`;
    case 'MONTH':
      return from.slice(0, 7);
    case 'QUARTER':
      return `${from.slice(0, 4)} Q${(monthOf(from) - 1) / 3 + 1}`;
  }
}

function firstDay(granularity: Granularity, day: string): string {
  switch (granularity) {
    case 'DAY':
      return day;
    case 'WEEK':
      return addDays(day, -daysSinceMonday(day));
    case 'MONTH':
      return `${day.slice(0, 7)}-01`;
    case 'QUARTER':
      return dayOfMonth(yearOf(day), monthOf(day) - ((monthOf(day) - 1) % 3));
  }
}

function nextPeriod(granularity: Granularity, from: string): string {
  switch (granularity) {
    case 'DAY':
      return addDays(from, 1);
    case 'WEEK':
      return addDays(from, 7);
    case 'MONTH':
      return dayOfMonth(yearOf(from), monthOf(from) + 1);
    case 'QUARTER':
      return dayOfMonth(yearOf(from), monthOf(from) + 3);
  }
}

/** First day of a month from 1; 13 is January of the next year. */
function dayOfMonth(year: number, month: number): string {
  return new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10);
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}

function monthOf(day: string): number {
  return Number(day.slice(5, 7));
}

function daysSinceMonday(day: string): number {
  return (new Date(day).getUTCDay() + 6) % 7;
}
