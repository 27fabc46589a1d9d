import type { Settings } from '../../../graph/settings.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import type { Field, ImportPlan } from '../../formats/plan.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';
import { type DateOrder, slashedPattern } from './times.ts';

/**
 * Settles whether 01/02/2024 is in January or in February by what the whole file proves: a number
 * above 12 cannot be a month, and dates with points (31.12.2024) are written day first
 * everywhere. One file has one order, so all its time columns are asked together. Where nothing
 * proves it, the shop's setting decides, and then what the source's documentation says.
 *
 * @throws UnreadableFile when nothing decides, or when the values contradict each other.
 */
export async function dateOrderOf(
  database: Database,
  { mapping, dateOrder: documented }: Pick<ImportPlan, 'mapping' | 'dateOrder'>,
  fields: readonly Field[],
  settings: Pick<Settings, 'dateOrder'>,
): Promise<DateOrder> {
  const mapped = fields.filter((field) => mapping[field] !== undefined);
  if (mapped.length === 0) {
    return 'ISO';
  }
  const texts = mapped.map((field) => `SELECT "${field}" AS text FROM staged`);
  const [evidence] = await database.rows(`
    WITH texts AS (${texts.join(' UNION ALL ')}),
    parts AS (
      SELECT regexp_extract(text, '${slashedPattern}', ['a', 'b', 'year']) AS part, text
      FROM texts WHERE regexp_matches(text, '${slashedPattern}'))
    SELECT count(*)::INTEGER AS dates,
      count(*) FILTER (part.a::INTEGER > 12 OR contains(text, '.'))::INTEGER AS day_first,
      count(*) FILTER (part.b::INTEGER > 12)::INTEGER AS month_first,
      first(text) AS example
    FROM parts`);
  const dates = Number(evidence?.['dates'] ?? 0);
  const isDayFirst = Number(evidence?.['day_first'] ?? 0) > 0;
  const isMonthFirst = Number(evidence?.['month_first'] ?? 0) > 0;
  if (dates === 0) {
    return 'ISO';
  }
  if (isDayFirst !== isMonthFirst) {
    return isDayFirst ? 'DAY_FIRST' : 'MONTH_FIRST';
  }
  const told = settings.dateOrder ?? documented;
  if (told && !isDayFirst) {
    return told;
  }
  const why = isDayFirst
    ? 'some values have a number above 12 in the first place and some in the second'
    : 'no value has a number above 12 to prove which is the day';
  const columns = mapped.map((field) => mapping[field]).join(', ');
  throw new UnreadableFile(
    `expected dates of one known order in column ${columns}; got values such as ${evidence?.['example']}, and ${why}. Export the dates as YYYY-MM-DD, or set the date order of the shop.`,
  );
}
