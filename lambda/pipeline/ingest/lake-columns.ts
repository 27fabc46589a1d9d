import { literal } from '../../engines/duckdb/database.ts';
import type { Columns } from '../../lake/schema.ts';

/**
 * SELECT list of a relation's columns in the types of the lake. A text in `same` stands in every row, and comes from there
 * instead of the relation: as an enumeration of one value it is written in a tenth of the time that a text takes, and to the same bytes.
 */
export function lakeColumns(columns: Columns, same: Readonly<Record<string, string>>): string {
  return Object.entries(columns)
    .map(([name, type]) => {
      const text = same[name];
      const sql = text === undefined ? name : literal(text);
      return `CAST(${sql} AS ${text === undefined ? type : `ENUM(${sql})`}) AS ${name}`;
    })
    .join(', ');
}
