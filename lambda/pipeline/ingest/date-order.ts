import type { Settings } from '../../../graph/settings.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import type { Field, ImportPlan } from '../../formats/plan.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';
import { type DateOrder, isAmbiguousSql, slashedPattern } from './times.ts';

/**
 * Settles whether 01/02/2024 is in January or in February by what the whole file proves: a number
 * above 12 cannot be a month, and dates with points (31.12.2024) are written day first
 * everywhere. One file has one order, so all its time columns are asked together. Where nothing
 * proves it, the shop's setting decides, and then what the source's documentation says.
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
  if (isDayFirst !== isMonthFirst) {
    return isDayFirst ? 'DAY_FIRST' : 'MONTH_FIRST';
  }
  const told = settings.dateOrder ?? documented;
  if (told === 'YEAR_FIRST') {
    return 'UNPROVEN';
  }
  if (told) {
    return told;
  }
  const isException = !isDayFirst && 2 * evidence.ambiguous <= evidence.dates;
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

/** What the values of the time columns show. */
interface Evidence {
  /** All values, of whatever form. */
  readonly dates: number;
  /** Those of the form 01/02/2024. */
  readonly slashed: number;
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
    parts AS (
      SELECT regexp_extract(text, '${slashedPattern}', ['a', 'b', 'year']) AS part, text,
        regexp_matches(text, '${slashedPattern}') AS is_slashed
      FROM texts)
    SELECT count(text)::DOUBLE AS dates,
      (count(*) FILTER (is_slashed))::DOUBLE AS slashed,
      (count(*) FILTER (is_slashed AND ${isAmbiguousSql('text')}))::DOUBLE AS ambiguous,
      coalesce(bool_or(TRY_CAST(part.a AS INTEGER) > 12 OR contains(text, '.')) FILTER (is_slashed), false) AS day_first,
      coalesce(bool_or(TRY_CAST(part.b AS INTEGER) > 12) FILTER (is_slashed), false) AS month_first,
      first(text) FILTER (is_slashed) AS example
    FROM parts`);
  return {
    dates: Number(row?.['dates']),
    slashed: Number(row?.['slashed']),
    ambiguous: Number(row?.['ambiguous']),
    isDayFirst: row?.['day_first'] === true,
    isMonthFirst: row?.['month_first'] === true,
    example: String(row?.['example']),
  };
}

function unproven(
  { example, isDayFirst }: Evidence,
  columns: readonly (string | undefined)[],
): string {
  const why = isDayFirst
    ? 'some values have a number above 12 in the first place and some in the second'
    : 'no value has a number above 12 to prove which is the day';
  return (
    `expected dates of one known order in column ${columns.join(', ')}; got values such as ${example}, and ${why}. ` +
    'Tell the date order of the shop (--date-order dmy or mdy; dateOrder where it is deployed), or export the dates as YYYY-MM-DD.'
  );
}
