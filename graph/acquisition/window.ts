import { addDays } from '../calendar.ts';
import type { DateRange } from '../generated/resolvers.ts';
import type { Window } from '../populations/metrics.ts';
import type { Population } from '../populations/population.ts';
import { keyOfName } from '../populations/population-name.ts';
import { windowOf } from '../populations/window.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { AcquisitionDay } from './acquisition-day.ts';

/** Customers who come this soon after the first day of the data may have bought before it. */
export const truncationDays = 90;

export interface WindowRequest {
  readonly between: DateRange | null | undefined;
  /** Days at the beginning of the data to leave out. */
  readonly burnInDays: number;
}

/**
 * The days whose spend and new customers are compared: the asked ones, of a cohort those of its period, without the
 * burn-in. By default from the first spend or order to the end of observation.
 */
export function acquisitionWindow(
  { kind, names }: Pick<Population, 'kind' | 'names'>,
  snapshot: Snapshot,
  days: readonly AcquisitionDay[],
  { between, burnInDays }: WindowRequest,
): Window {
  const observed = observedWindow(snapshot, days);
  const asked = windowOf(between, observed) ?? observed;
  const cohort =
    kind === 'COHORT' && names
      ? { from: keyOfName(kind, names.from), to: keyOfName(kind, names.to) }
      : asked;
  const burnt = burnInDays > 0 ? addDays(firstDayOf(snapshot), burnInDays) : asked.from;
  const from = [asked.from, cohort.from, burnt].reduce(greater);
  const to = asked.to < cohort.to ? asked.to : cohort.to;
  return { from, to: greater(from, to) };
}

/** The window of equal length before; null when it begins before the data. */
export function windowBefore(
  { from, to }: Window,
  snapshot: Snapshot,
  days: readonly AcquisitionDay[],
): Window | null {
  const length = Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
  const before = { from: addDays(from, -length), to: from };
  return length > 0 && before.from >= observedWindow(snapshot, days).from ? before : null;
}

const dayMs = 86_400_000;

/** Whether some of the window's new customers may be returning ones. */
export function isLeftTruncated({ from, to }: Window, snapshot: Snapshot): boolean {
  return from < to && from < addDays(firstDayOf(snapshot), truncationDays);
}

function observedWindow(snapshot: Snapshot, days: readonly AcquisitionDay[]): Window {
  const first = days.reduce((least, { day }) => (day < least ? day : least), firstDayOf(snapshot));
  return { from: first, to: addDays(snapshot.asOfDay, 1) };
}

function firstDayOf({ firstDay, asOfDay }: Snapshot): string {
  return firstDay ?? asOfDay;
}

function greater(a: string, b: string): string {
  return a > b ? a : b;
}
