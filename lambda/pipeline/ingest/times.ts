import { literal } from '../../engines/duckdb/database.ts';

/** Which of 01/02 is the day; ISO when the column has no such dates. */
export type DateOrder = 'ISO' | 'DAY_FIRST' | 'MONTH_FIRST';

const clock = '[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]+)?)?';
const offset = 'Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?';
const timePattern =
  `^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?:[T ]+(${clock}))?` + `(?: ?([AaPp][Mm]))? ?(${offset})?$`;

/** Dates whose first two numbers could be either. */
export const slashedPattern = '^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})';

/**
 * Splits a time text into a struct of texts: day (YYYY-MM-DD), clock, half (AM or PM) and zone, each
 * empty when absent; the day is empty when the text is no time at all.
 */
export function timePartsSql(text: string, order: DateOrder): string {
  const iso = `regexp_replace(${text}, '^([0-9]{4})[/]?([0-9]{2})[/]?([0-9]{2})', '\\1-\\2-\\3')`;
  const rearranged = order === 'DAY_FIRST' ? '\\3-\\2-\\1' : '\\3-\\1-\\2';
  const day =
    order === 'ISO' ? iso : `regexp_replace(${iso}, '${slashedPattern},?', '${rearranged}')`;
  return `regexp_extract(${day}, '${timePattern}', ['day', 'clock', 'half', 'zone'])`;
}

/** Wall-clock time of the parts as a TIMESTAMP; null when the calendar or the clock has no such time. */
export function localTimeSql(parts: string): string {
  const twelve = ["'%Y-%m-%d %I:%M %p'", "'%Y-%m-%d %I:%M:%S %p'"].join(', ');
  return `CASE WHEN ${parts}.half <> ''
      THEN TRY_STRPTIME(${parts}.day || ' ' || ${parts}.clock || ' ' || ${parts}.half, [${twelve}])
    WHEN ${parts}.clock <> '' THEN TRY_CAST(${parts}.day || ' ' || ${parts}.clock AS TIMESTAMP)
    ELSE TRY_CAST(${parts}.day AS TIMESTAMP) END`;
}

/** Minutes east of UTC as written; null when the text has no offset. */
export function offsetMinutesSql(parts: string): string {
  const digits = `replace(substr(${parts}.zone, 2), ':', '')`;
  const minutes = `TRY_CAST(substr(${digits}, 1, 2) AS INTEGER) * 60
    + coalesce(TRY_CAST(substr(${digits}, 3, 2) AS INTEGER), 0)`;
  return `CASE WHEN ${parts}.zone = '' THEN NULL
    WHEN ${parts}.zone IN ('Z', 'UTC', 'GMT') THEN 0
    WHEN ${parts}.zone[1] = '-' THEN -(${minutes}) ELSE ${minutes} END`;
}

/** The instant (TIMESTAMPTZ) of a local time: by its offset, or else in the shop's time zone. */
export function instantSql(local: string, offsetMinutes: string, timeZone: string): string {
  // A constant zone a branch: the engine looks a zone up anew for every row if it is an expression.
  return `CASE WHEN ${offsetMinutes} IS NULL THEN timezone(${literal(timeZone)}, ${local})
    ELSE timezone('UTC', ${local} - to_minutes(${offsetMinutes})) END`;
}

/** Calendar day of an instant in the shop's time zone. */
export function dayInZoneSql(instant: string, timeZone: string): string {
  return `CAST(timezone(${literal(timeZone)}, ${instant}) AS DATE)`;
}

/** Why a time is refused, or null. `latest` is the last instant that is not plainly a mistake. */
export function timeProblemSql(time: {
  readonly text: string;
  readonly parts: string;
  readonly local: string;
  readonly offsetMinutes: string;
  readonly instant: string;
  readonly timeZone: string;
  readonly latest: Date;
}): string {
  const { parts, local, instant, timeZone } = time;
  const zone = literal(timeZone);
  return `CASE WHEN ${time.text} IS NULL THEN 'missing time'
    WHEN ${parts}.day = '' THEN 'not a time; expected for example 2024-05-31 or 2024-05-31 14:30:00 +0200'
    WHEN ${local} IS NULL THEN 'no such calendar day or time of day'
    WHEN abs(coalesce(${time.offsetMinutes}, 0)) > 840 THEN 'no such offset from UTC'
    WHEN ${parts}.zone = '' AND ${parts}.clock <> '' AND timezone(${zone}, ${instant}) <> ${local}
      THEN 'no such local time in ' || ${zone} || ': the clocks skipped it'
    WHEN ${local} < TIMESTAMP '1970-01-01' THEN 'before 1970'
    WHEN ${instant} > TIMESTAMPTZ ${literal(time.latest.toISOString())} THEN 'too far in the future'
    END`;
}
