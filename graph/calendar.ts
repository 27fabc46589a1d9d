const formats = new Map<string, Intl.DateTimeFormat>();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The calendar day (YYYY-MM-DD) of an instant in a time zone. */
export function dayOf(instant: string | Date, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    // Swedish writes ISO days; constructing a format costs more than thousand uses.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
    formats.set(timeZone, format);
  }
  return format.format(new Date(instant));
}

/** The instant at which a calendar day begins in a time zone. */
export function startOfDay(day: string, timeZone: string): Date {
  // Zones are at most 14 hours from UTC: the beginning lies within 15 hours of UTC’s, and days ascend.
  let earliest = Date.parse(day) - 15 * hourMs;
  let latest = Date.parse(day) + 15 * hourMs;
  while (latest - earliest > 1) {
    const middle = Math.floor((earliest + latest) / 2);
    if (dayOf(new Date(middle), timeZone) < day) {
      earliest = middle;
    } else {
      latest = middle;
    }
  }
  return new Date(latest);
}

/** Whole days between two calendar days. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** The calendar day `count` days after (before, when negative) another. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * dayMs).toISOString().slice(0, 10);
}
