import type { ImportWarning } from '../../../graph/imports/import.ts';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import { knownStatuses } from './exclusion.ts';

/** A file with more words than this has none for states; the report stays small. */
const mostWords = 10;
const longestWord = 60;

/** A warning for each status word of `orders` that says nothing here; their orders count as purchases. */
export async function unknownStatuses(database: Database): Promise<ImportWarning[]> {
  const rows = await database.rows(
    `SELECT left(status, ${longestWord}) AS word, count(*)::DOUBLE AS orders FROM orders
     WHERE status NOT IN (${knownStatuses.map(literal).join(', ')})
     GROUP BY word ORDER BY orders DESC, word`,
  );
  return warningsOf(rows.map(({ word, orders }) => [String(word), Number(orders)]));
}

/** The same of the status words of live orders, one an order. */
export function unknownStatusesOf(statuses: readonly string[]): ImportWarning[] {
  const counts = new Map<string, number>();
  for (const status of statuses.filter((word) => !knownStatuses.includes(word))) {
    const word = status.slice(0, longestWord);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return warningsOf([...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)));
}

/** By falling number of orders. */
function warningsOf(words: readonly (readonly [word: string, orders: number])[]): ImportWarning[] {
  const others = words.slice(mostWords);
  const further = others.reduce((sum, [, orders]) => sum + orders, 0);
  return [
    ...words.slice(0, mostWords).map(([word, orders]) => warning(`"${word}"`, orders)),
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
