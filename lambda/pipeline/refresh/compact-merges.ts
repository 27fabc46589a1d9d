import { type Merge, mergedNames } from '../../../graph/customers/identity.ts';
import { literal } from '../../engines/duckdb/database.ts';
import { distinctMerges } from '../../engines/sql/merged-customers.ts';
import { mergeColumns } from '../../lake/schema.ts';
import { baseKey } from '../../layout.ts';
import type { Inputs } from './compact.ts';
import { type MergedNames, namesTable } from './merged-names.ts';
import { parquetRelation } from './parquet.ts';
import type { Workspace } from './workspace.ts';

/** Rows of one INSERT. */
const insertRows = 1000;

/**
 * Writes the merges' base, and the table of who goes by another key. Merges are made by hand, so there are few
 * beside customers and orders: one file, and a map in memory.
 */
export async function compactMerges(
  workspace: Workspace,
  { base, deltas }: Inputs,
  snapshot: string,
): Promise<MergedNames> {
  const { database } = workspace;
  await database.run(`CREATE TABLE ${namesTable} (customer_key VARCHAR, name VARCHAR)`);
  if (base.length + deltas.length === 0) {
    return { files: 0, isEmpty: true, areNew: false };
  }
  const query = distinctMerges(parquetRelation([...base, ...deltas], mergeColumns));
  await workspace.publishAway([{ key: baseKey('merges', snapshot, 0), query }]);
  const names = mergedNames((await database.rows(query)).map(mergeOf));
  const rows = [...names]
    .filter(([key, name]) => key !== name)
    .map(([key, name]) => `(${literal(key)}, ${literal(name)})`);
  for (let start = 0; start < rows.length; start += insertRows) {
    const some = rows.slice(start, start + insertRows);
    await database.run(`INSERT INTO ${namesTable} VALUES ${some.join(', ')}`);
  }
  return { files: 1, isEmpty: rows.length === 0, areNew: deltas.length > 0 };
}

function mergeOf(row: Readonly<Record<string, unknown>>): Merge {
  return {
    from: String(row['from_key']),
    into: String(row['into_key']),
    version: String(row['version']),
  };
}
