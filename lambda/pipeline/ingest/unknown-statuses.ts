import type { ImportWarning } from '../../../graph/imports/import.ts';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import { knownStatuses } from './exclusion.ts';

/** A file with more words than this has none for states; the report stays small. */
const mostWords = 10;

/** A warning for each status word of `orders` that says nothing here; their orders count as purchases. */
export async function unknownStatuses(database: Database): Promise<ImportWarning[]> {
  const rows = await database.rows(
    `SELECT left(status, 60) AS word, count(*)::DOUBLE AS orders FROM orders
     WHERE status NOT IN (${knownStatuses.map(literal).join(', ')})
     GROUP BY word ORDER BY orders DESC, word`,
  );
  const others = rows.slice(mostWords);
  const further = others.reduce((sum, { orders }) => sum + Number(orders), 0);
  return [
    ...rows.slice(0, mostWords).map(({ word, orders }) => warning(`"${word}"`, Number(orders))),
    ...(others.length > 0 ? [warning(`${others.length} further words`, further)] : []),
  ];
}

function warning(words: string, rows: number): ImportWarning {
  return {
    code: 'UNKNOWN_STATUS',
    message: `the status ${words} is not known here; orders of it are taken as paid`,
    rows,
  };
}
