import type { Database } from '../../engines/duckdb/database.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';
import { type DateOrder, slashedPattern } from './times.ts';

/**
 * Settles whether 01/02/2024 is in January or in February by what the whole column proves: a number
 * above 12 cannot be a month, and dates with points (31.12.2024) are written day first everywhere.
 *
 * @throws UnreadableFile when nothing proves it, or when the values contradict each other.
 */
export async function dateOrderOf(
  database: Database,
  { relation, field, column }: { relation: string; field: string; column: string },
): Promise<DateOrder> {
  const [evidence] = await database.rows(`
    WITH parts AS (
      SELECT regexp_extract("${field}", '${slashedPattern}', ['a', 'b', 'year']) AS part,
        "${field}" AS text
      FROM ${relation} WHERE regexp_matches("${field}", '${slashedPattern}'))
    SELECT count(*)::INTEGER AS dates,
      count(*) FILTER (part.a::INTEGER > 12 OR contains(text, '.'))::INTEGER AS day_first,
      count(*) FILTER (part.b::INTEGER > 12)::INTEGER AS month_first,
      first(text) AS example
    FROM parts`);
  const dates = Number(evidence?.['dates'] ?? 0);
  const dayFirst = Number(evidence?.['day_first'] ?? 0) > 0;
  const monthFirst = Number(evidence?.['month_first'] ?? 0) > 0;
  if (dates === 0) {
    return 'ISO';
  }
  if (dayFirst !== monthFirst) {
    return dayFirst ? 'DAY_FIRST' : 'MONTH_FIRST';
  }
  const why = dayFirst
    ? 'some values have a day above 12 in the first place and some in the second'
    : 'no value has a day above 12 to prove which is which';
  throw new UnreadableFile(
    `expected dates of one known order in column "${column}"; got values such as ${evidence?.['example']}, and ${why}. Export the dates as YYYY-MM-DD.`,
  );
}
