import type { Settings } from '../../../graph/settings.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import type { Field, ImportPlan } from '../../formats/plan.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';
import { readableDateSql } from './readable-date.ts';
import { type DateOrder, slashedPattern } from './times.ts';

/**
 * Settles whether 01/02/2024 is in January or in February by what the whole file proves: a number
 * above 12 cannot be a month, and dates with points (31.12.2024) are written day first
 * everywhere. One file has one order, so all its time columns are asked together. Where nothing
 * proves it, the shop's setting decides, and then what the source's documentation says.
 *
 * A year of two digits (31/12/24) could come first as well. That it does not is proved by a number above 12 in the second place, by
 * the first numbers taking more values than the last, as days do, or told by the shop's setting.
 *
 * Where nothing decides and such dates are the exception, the order is UNPROVEN and only their rows are
 * refused: the rest of the file is as sure as ever.
 *
 * @throws UnreadableFile when nothing decides and most dates depend on it, or when the values contradict
 * each other.
 */
export async function dateOrderOf(
  database: Database,
  { mapping, dateOrder: documented }: Pick<ImportPlan, 'mapping' | 'dateOrder'>,
  fields: readonly Field[],
  settings: Pick<Settings, 'dateOrder'>,
): Promise<DateOrder> {
  const mapped = fields.filter((field) => mapping[field] !== undefined);
  const evidence = await evidenceIn(database, mapped);
  const { isDayFirst, isMonthFirst } = evidence;
  if (evidence.slashed === 0) {
    return 'ISO';
  }
  const told = settings.dateOrder ?? documented;
  const isYearLast = !mayBeYearFirst(evidence) || isDayOrMonth(told);
  if (isDayFirst !== isMonthFirst && isYearLast) {
    return isDayFirst ? 'DAY_FIRST' : 'MONTH_FIRST';
  }
  if (told === 'YEAR_FIRST') {
    return 'UNPROVEN';
  }
  if (told) {
    return told;
  }
  const isContradictory = isDayFirst && isMonthFirst;
  const isException = !isContradictory && 2 * evidence.ambiguous <= evidence.dates;
  if (isException) {
    return 'UNPROVEN';
  }
  throw new UnreadableFile(
    unproven(
      evidence,
      mapped.map((field) => mapping[field]),
    ),
  );
}

function isDayOrMonth(told: Settings['dateOrder']): boolean {
  return told === 'DAY_FIRST' || told === 'MONTH_FIRST';
}

/** Whether 24/01/05 could be a day of 2024 for all that the file shows; beside whole years or points it is not. */
function mayBeYearFirst({ slashed, short, firsts, lasts, isMonthFirst }: Evidence): boolean {
  return short > 0 && short === slashed && !isMonthFirst && firsts <= lasts;
}

/** What the values of the time columns show. */
interface Evidence {
  /** All values, of whatever form. */
  readonly dates: number;
  /** Those of the form 01/02/2024. */
  readonly slashed: number;
  /** Those of them with slashes and two digits for the year, and how many values their first and last numbers take. */
  readonly short: number;
  readonly firsts: number;
  readonly lasts: number;
  /** Those of them that are another day in the other order. */
  readonly ambiguous: number;
  readonly isDayFirst: boolean;
  readonly isMonthFirst: boolean;
  readonly example: string;
}

async function evidenceIn(database: Database, fields: readonly Field[]): Promise<Evidence> {
  const texts = fields.map((field) => `SELECT "${field}" AS text FROM staged`);
  const [row] = await database.rows(`
    WITH texts AS (${texts.join(' UNION ALL ') || 'SELECT NULL::VARCHAR AS text'}),
    readable AS (SELECT text, ${readableDateSql('text')} AS date_text FROM texts),
    split AS (
      SELECT text, regexp_extract(date_text, '${slashedPattern}', ['a', 'b', 'year']) AS part,
        date_text <> text AS has_short_year, '.' IN (text[2], text[3]) AS has_points
      FROM readable),
    parts AS (
      SELECT text, TRY_CAST(part.a AS INTEGER) AS a, TRY_CAST(part.b AS INTEGER) AS b, part.year AS year, has_points,
        part.year <> '' AS is_slashed, part.year <> '' AND has_short_year AS is_short
      FROM split)
    SELECT count(text)::DOUBLE AS dates,
      (count(*) FILTER (is_slashed))::DOUBLE AS slashed,
      (count(*) FILTER (is_short AND NOT has_points))::DOUBLE AS short,
      (count(DISTINCT a) FILTER (is_short AND NOT has_points))::DOUBLE AS firsts,
      (count(DISTINCT year) FILTER (is_short AND NOT has_points))::DOUBLE AS lasts,
      (count(*) FILTER (is_slashed AND (is_short OR a <> b)))::DOUBLE AS ambiguous,
      coalesce(bool_or(a > 12 OR has_points) FILTER (is_slashed), false) AS day_first,
      coalesce(bool_or(b > 12) FILTER (is_slashed), false) AS month_first,
      first(text) FILTER (is_slashed) AS example
    FROM parts`);
  return {
    dates: Number(row?.['dates']),
    slashed: Number(row?.['slashed']),
    short: Number(row?.['short']),
    firsts: Number(row?.['firsts']),
    lasts: Number(row?.['lasts']),
    ambiguous: Number(row?.['ambiguous']),
    isDayFirst: row?.['day_first'] === true,
    isMonthFirst: row?.['month_first'] === true,
    example: String(row?.['example']),
  };
}

function unproven(evidence: Evidence, columns: readonly (string | undefined)[]): string {
  const { example } = evidence;
  const why = whyUnproven(evidence);
  return (
    `expected dates of one known order in column ${columns.join(', ')}; got values such as ${example}, and ${why}. ` +
    'Tell the date order of the shop (--date-order dmy or mdy; dateOrder where it is deployed), or export the dates as YYYY-MM-DD.'
  );
}

function whyUnproven({ isDayFirst, isMonthFirst, short }: Evidence): string {
  if (isDayFirst && isMonthFirst) {
    return 'some values have a number above 12 in the first place and some in the second';
  }
  return isDayFirst && short > 0
    ? 'nothing proves that the year of two digits is the last number and not the first'
    : 'no value has a number above 12 to prove which is the day';
}
