import { mergeColumns } from '../../lake/schema.ts';

/*
 * `names` has a row for each customer who goes by another's key: `customer_key` and that `name`.
 */

/** Each merge once, in the version it was first accepted in; in the order of the versions. */
export function distinctMerges(merges: string): string {
  return `
    SELECT ${Object.keys(mergeColumns)
      .map((column) => (column === 'version' ? 'min(version) AS version' : column))
      .join(', ')}
    FROM ${merges} AS merges
    GROUP BY from_key, into_key
    ORDER BY version, from_key, into_key`;
}

export interface Renaming {
  readonly columns: readonly string[];
  /** Columns that hold customer keys; the first of them is whose row it is. */
  readonly renamed: readonly [string, ...string[]];
  readonly names: string;
}

/** A relation with the keys of merged customers replaced; whoever referred themselves by that, referred nobody. */
export function underMergedNames(relation: string, { columns, renamed, names }: Renaming): string {
  const [owner, ...others] = renamed;
  const nameOf = (column: string) => `coalesce(name_of_${column}.name, rows.${column})`;
  const expressions = columns.map((column) => {
    if (column === owner) {
      return `${nameOf(column)} AS ${column}`;
    }
    return others.includes(column)
      ? `nullif(${nameOf(column)}, ${nameOf(owner)}) AS ${column}`
      : `rows.${column}`;
  });
  const joins = renamed.map(
    (column) =>
      `LEFT JOIN ${names} AS name_of_${column} ON name_of_${column}.customer_key = rows.${column}`,
  );
  return `(SELECT ${expressions.join(', ')} FROM ${relation} AS rows ${joins.join(' ')})`;
}

/** The rows whose customer goes by another key. */
export function rowsOfMerged(relation: string, names: string): string {
  return `(SELECT * FROM ${relation} AS rows WHERE EXISTS (
    SELECT 1 FROM ${names} AS names WHERE names.customer_key = rows.customer_key))`;
}

/** The rows of all others. */
export function rowsOfOthers(relation: string, names: string): string {
  return `(SELECT * FROM ${relation} AS rows WHERE NOT EXISTS (
    SELECT 1 FROM ${names} AS names WHERE names.customer_key = rows.customer_key))`;
}
