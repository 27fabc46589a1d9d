const formats = new Map<string, Intl.DateTimeFormat>();
const dayMs = 86_400_000;

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

/** Whole days between two calendar days. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** The calendar day `count` days after (before, when negative) another. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * dayMs).toISOString().slice(0, 10);
}
