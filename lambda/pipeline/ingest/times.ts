import { literal } from '../../engines/duckdb/database.ts';
import { readableDateSql, shortYearPattern } from './readable-date.ts';
import type { ZoneOffsets } from './zone-offsets.ts';

/**
 * Which of 01/02 is the day; ISO when the column has no such dates, UNPROVEN when nothing decides: then
 * only a date that reads the same either way (03/03/2024) is one.
 */
export type DateOrder = 'ISO' | 'DAY_FIRST' | 'MONTH_FIRST' | 'UNPROVEN';

const clock = '[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]+)?)?';
const offset = 'Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?';
const timePattern =
  `^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?:[T ]+(${clock}))?` + `(?: ?([AaPp][Mm]))? ?(${offset})?$`;

/** Dates whose first two numbers could be either, once the year is whole (`readableDateSql`). */
export const slashedPattern = '^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})';

/** The same with two digits for the year, too. */
export const unsurePattern = `${slashedPattern}|${shortYearPattern}`;

/**
 * Splits a time text into a struct of texts: day (YYYY-MM-DD), clock, half (AM or PM) and zone, each
 * empty when absent; the day is empty when the text is no time at all.
 */
export function timePartsSql(text: string, order: DateOrder): string {
  const iso = `regexp_replace(${readableDateSql(text)}, '^([0-9]{4})[/]?([0-9]{2})[/]?([0-9]{2})', '\\1-\\2-\\3')`;
  const day = order === 'ISO' ? iso : slashedDaySql(text, iso, order);
  return `regexp_extract(${day}, '${timePattern}', ['day', 'clock', 'half', 'zone'])`;
}

function slashedDaySql(text: string, iso: string, order: Exclude<DateOrder, 'ISO'>): string {
  const rearranged = order === 'MONTH_FIRST' ? '\\3-\\1-\\2' : '\\3-\\2-\\1';
  const day = `regexp_replace(${iso}, '${slashedPattern},?', '${rearranged}')`;
  return order === 'UNPROVEN' ? `CASE WHEN ${isAmbiguousSql(text)} THEN '' ELSE ${day} END` : day;
}

/**
 * Whether the text is a date that two calendars could mean; null where it is no such date. With two digits for the year no
 * date reads the same either way, because the year could come first as well.
 */
export function isAmbiguousSql(text: string): string {
  const part = `regexp_extract(${text}, '${slashedPattern}', ['a', 'b', 'year'])`;
  return `(regexp_matches(${text}, '${shortYearPattern}')
    OR TRY_CAST(${part}.a AS INTEGER) <> TRY_CAST(${part}.b AS INTEGER))`;
}

/** What to do about a row whose date could be two. */
export const ambiguousDate =
  'could be day/month or month/day; write it as YYYY-MM-DD, or tell the date order of the shop';

/** Wall-clock time of the parts as a TIMESTAMP; null when the calendar or the clock has no such time. */
export function localTimeSql(parts: string): string {
  const twelve = ["'%Y-%m-%d %I:%M %p'", "'%Y-%m-%d %I:%M:%S %p'"].join(', ');
  return `CASE WHEN ${parts}.half <> ''
      THEN TRY_STRPTIME(${parts}.day || ' ' || ${parts}.clock || ' ' || ${parts}.half, [${twelve}])
    WHEN ${parts}.clock <> '' THEN TRY_CAST(${parts}.day || ' ' || ${parts}.clock AS TIMESTAMP)
    ELSE TRY_CAST(${parts}.day AS TIMESTAMP) END`;
}

/** Minutes east of UTC as written; null when the text has no offset. */
function offsetMinutesSql(parts: string): string {
  const digits = `replace(substr(${parts}.zone, 2), ':', '')`;
  const minutes = `TRY_CAST(substr(${digits}, 1, 2) AS INTEGER) * 60
    + coalesce(TRY_CAST(substr(${digits}, 3, 2) AS INTEGER), 0)`;
  return `CASE WHEN ${parts}.zone = '' THEN NULL
    WHEN ${parts}.zone IN ('Z', 'UTC', 'GMT') THEN 0
    WHEN ${parts}.zone[1] = '-' THEN -(${minutes}) ELSE ${minutes} END`;
}

/** The instant (TIMESTAMPTZ) of a local time: by its offset, or else in the shop's time zone. */
function instantSql(local: string, offsetMinutes: string, zone: ZoneOffsets): string {
  const micros = `epoch_us(${local})`;
  return `CASE WHEN ${offsetMinutes} IS NULL THEN make_timestamptz(${micros} - ${zone.ofLocal(micros)})
    ELSE make_timestamptz(${micros} - ${offsetMinutes}::BIGINT * 60000000) END`;
}

/** Wall-clock time of an instant in the shop's time zone. */
function wallClockSql(instant: string, zone: ZoneOffsets): string {
  const micros = `epoch_us(${instant})`;
  return `make_timestamp(${micros} + ${zone.ofInstant(micros)})`;
}

/** A column of time texts, and the names of the columns that `timeStages` makes of it. */
export interface TimeColumn {
  /** SQL of the text; undefined when the file has no such column. */
  readonly text: string | undefined;
  /** What the names begin with. */
  readonly prefix: string;
}

export interface TimeContext {
  readonly order: DateOrder;
  /** Offsets of the shop's time zone. */
  readonly zone: ZoneOffsets;
}

/**
 * The columns of a time, one list for each step of a query, because each step needs those before:
 *
 * 1. `<prefix>_plain`: wall-clock time of a text in ISO 8601 form, which nearly all have
 * 2. `<prefix>_parts`: the parts of any other text
 * 3. `<prefix>_local` (TIMESTAMP), `<prefix>_offset` (minutes), `<prefix>_is_day` (no time of day)
 * 4. `<prefix>_instant` (TIMESTAMPTZ)
 * 5. `<prefix>_clock`: the instant as a wall clock in the shop shows it (TIMESTAMP)
 */
export function timeStages(
  { text, prefix }: TimeColumn,
  { order, zone }: TimeContext,
): readonly [string, string, string, string, string] {
  const [plain, parts, local, offsetMinutes] = ['plain', 'parts', 'local', 'offset'].map(
    (name) => `${prefix}_${name}`,
  ) as [string, string, string, string];
  if (text === undefined) {
    return [
      `NULL::TIMESTAMP AS ${plain}`,
      `NULL AS ${parts}`,
      `NULL::TIMESTAMP AS ${local}, NULL::INTEGER AS ${offsetMinutes}, false AS ${prefix}_is_day`,
      `NULL::TIMESTAMPTZ AS ${prefix}_instant`,
      `NULL::TIMESTAMP AS ${prefix}_clock`,
    ];
  }
  const plainOffset = `(epoch_us(${plain}) - epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ))) // 60000000`;
  return [
    `CASE WHEN ${isUsualShapeSql(text)} OR regexp_full_match(${text}, '${plainPattern}')
       THEN TRY_CAST(${text} AS TIMESTAMP) END AS ${plain}`,
    `CASE WHEN ${plain} IS NULL THEN ${timePartsSql(text, order)} END AS ${parts}`,
    `CASE WHEN ${plain} IS NULL THEN ${localTimeSql(parts)} ELSE ${plain} END AS ${local},
     CASE WHEN ${plain} IS NULL THEN ${offsetMinutesSql(parts)}
       WHEN strlen(${text}) > ${'2024-05-31 12:00:00'.length} THEN CAST(${plainOffset} AS INTEGER)
       END AS ${offsetMinutes},
     CASE WHEN ${plain} IS NULL THEN ${parts}.clock = '' AND ${parts}.zone = ''
       ELSE strlen(${text}) = ${'2024-05-31'.length} END AS ${prefix}_is_day`,
    `${instantSql(local, offsetMinutes, zone)} AS ${prefix}_instant`,
    `${wallClockSql(`${prefix}_instant`, zone)} AS ${prefix}_clock`,
  ];
}

/**
 * The shapes of 2024-05-31 12:00:00 and of 2024-05-31T12:00:00+02:00, which are cheaper to see than the pattern. The first has no room
 * for an offset but a Z; whatever else does not belong there the engine's cast refuses.
 */
function isUsualShapeSql(text: string): string {
  const isLocal = `${text} LIKE '____-__-__ __:__:__' AND NOT suffix(${text}, 'Z') AND NOT suffix(${text}, 'z')`;
  return `(${isLocal} OR ${text} LIKE '____-__-__T__:__:__+0_:00' OR ${text} LIKE '____-__-__T__:__:__-0_:00')`;
}

/** The common forms; an offset of 14 hours or more is left to the general path. */
const plainPattern =
  '[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-](?:0[0-9]|1[0-3]):?[0-5][0-9])?)?';

/** Whether the text is a date whose order has to be proved. */
export function isSlashedSql({ text, prefix }: TimeColumn): string {
  return text === undefined
    ? 'false'
    : `CASE WHEN ${prefix}_plain IS NULL THEN coalesce(regexp_matches(${text}, '${unsurePattern}'), false)
       ELSE false END`;
}

/**
 * Why a time is refused, or null, over the columns of `timeStages`. `latest` is the last instant that
 * is not plainly a mistake.
 */
export function timeProblemSql(
  { text, prefix }: TimeColumn,
  {
    timeZone,
    latest,
    dateOrder,
  }: { readonly timeZone: string; readonly latest: Date; readonly dateOrder: DateOrder },
): string {
  const local = `${prefix}_local`;
  const ambiguous =
    dateOrder === 'UNPROVEN' && text !== undefined
      ? `WHEN ${prefix}_parts.day = '' AND ${isAmbiguousSql(text)} THEN '${ambiguousDate}'`
      : '';
  return `CASE WHEN ${text} IS NULL THEN 'missing time' ${ambiguous}
    WHEN ${prefix}_parts.day = '' THEN 'not a time; expected for example 2024-05-31 or 2024-05-31 14:30:00 +0200'
    WHEN ${local} IS NULL THEN 'no such calendar day or time of day'
    WHEN abs(coalesce(${prefix}_offset, 0)) > 840 THEN 'no such offset from UTC'
    WHEN ${prefix}_offset IS NULL AND NOT ${prefix}_is_day AND ${prefix}_clock <> ${local}
      THEN 'no such local time in ' || ${literal(timeZone)} || ': the clocks skipped it'
    WHEN ${local} < TIMESTAMP '1970-01-01' THEN 'before 1970'
    WHEN ${prefix}_instant > TIMESTAMPTZ ${literal(latest.toISOString())} THEN 'too far in the future'
    END`;
}

/** True for nearly every time that `timeProblemSql` has nothing against, and for no other. */
export function isFineTimeSql(
  { prefix }: TimeColumn,
  { latest }: { readonly latest: Date },
): string {
  const local = `${prefix}_local`;
  // A text with an offset has its own clock, and one of 14 hours or more took the general path.
  const isShown = `(${prefix}_is_day OR ${prefix}_offset IS NOT NULL OR ${prefix}_clock = ${local})`;
  return `${prefix}_plain IS NOT NULL AND ${local} >= TIMESTAMP '1970-01-01' AND ${isShown}
    AND ${prefix}_instant <= TIMESTAMPTZ ${literal(latest.toISOString())}`;
}
