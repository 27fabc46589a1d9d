const msPerDay = 86_400_000;

/** The shop's own time zone: every time in the files is its local time with its offset. */
export const shopTimeZone = 'Europe/Berlin';

/** First and last day with orders, both included; fixed, so that the shop never depends on today. */
export const firstDay = '2023-07-01';
export const lastDay = '2026-06-30';

const epochOfFirstDay = Date.parse(firstDay) / msPerDay;

/** Number of days from `firstDay` to `lastDay`, both included. Days count from 0 = `firstDay`. */
export const dayCount = dayNumber(lastDay) + 1;

// Every row carries several dates, so they are written once.
const dates = Array.from({ length: dayCount }, (_, day) =>
  new Date((epochOfFirstDay + day) * msPerDay).toISOString().slice(0, 10),
);

/** Day number of a date YYYY-MM-DD. */
export function dayNumber(date: string): number {
  return Date.parse(date) / msPerDay - epochOfFirstDay;
}

/** YYYY-MM-DD of a day number within the three years. */
export function dateOf(day: number): string {
  const date = dates[day];
  if (date === undefined) {
    throw new RangeError(`expected a day number from 0 to ${dayCount - 1}, got ${day}`);
  }
  return date;
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(day: number): number {
  return new Date((epochOfFirstDay + day) * msPerDay).getUTCDay();
}

/** A moment on the shop's clock. */
export interface ShopTime {
  readonly day: number;
  /** Seconds since local midnight by the wall clock. */
  readonly second: number;
}

/**
 * ISO 8601 with Berlin's offset.
 *
 * @example isoTime({ day: 0, second: 45_296 }) // '2023-07-01T12:34:56+02:00'
 */
export function isoTime({ day, second }: ShopTime): string {
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60];
  const time = clock.map((part) => String(part).padStart(2, '0')).join(':');
  return `${dateOf(day)}T${time}${isSummerTime({ day, second }) ? '+02:00' : '+01:00'}`;
}

/** The earlier of two moments. */
export function earlier(a: ShopTime, b: ShopTime): ShopTime {
  return a.day < b.day || (a.day === b.day && a.second <= b.second) ? a : b;
}

/** When the export was taken: nothing in the files is later. */
export const exportedAt: ShopTime = { day: dayCount - 1, second: 86_399 };

/**
 * Summer time of the European Union: from the last Sunday of March, 02:00 local, to the last Sunday
 * of October, 03:00 local. The shop has no order from 02:00 to 03:00, the hour that is skipped in
 * spring and comes twice in autumn, so the wall clock alone decides.
 *
 * @see Directive 2000/84/EC
 */
function isSummerTime({ day, second }: ShopTime): boolean {
  const nightHour = 2 * 3600;
  return summers.some(
    ({ start, end }) =>
      (day > start || (day === start && second >= nightHour)) &&
      (day < end || (day === end && second < nightHour)),
  );
}

const summers = [2023, 2024, 2025, 2026].map((year) => ({
  start: lastSunday(`${year}-03-31`),
  end: lastSunday(`${year}-10-31`),
}));

function lastSunday(lastOfMonth: string): number {
  const day = dayNumber(lastOfMonth);
  return day - weekdayOf(day);
}
