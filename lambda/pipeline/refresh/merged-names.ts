import {
  rowsOfMerged,
  rowsOfOthers,
  underMergedNames,
} from '../../engines/sql/merged-customers.ts';
import type { Columns } from '../../lake/schema.ts';
import { parquetRelation } from './parquet.ts';
import type { Workspace } from './workspace.ts';

/** Who goes by another key: see engines/sql/merged-customers.ts. */
export const namesTable = 'merged_names';

export interface MergedNames {
  /** Files of the merges' base. */
  readonly files: number;
  /** Nobody was ever merged. */
  readonly isEmpty: boolean;
  /** The base of the former snapshot may hold customers by keys that they no longer go by. */
  readonly areNew: boolean;
}

export interface Renamed {
  readonly columns: Columns;
  readonly renamed: readonly [string, ...string[]];
  readonly names: MergedNames;
}

/** A relation as the merges name its customers. */
export function underNewNames(relation: string, { columns, renamed, names }: Renamed): string {
  return names.isEmpty
    ? relation
    : underMergedNames(relation, { columns: Object.keys(columns), renamed, names: namesTable });
}

/** Rows of the base that new merges give to other customers, and so to other buckets. */
export interface Relocated {
  /** A bucket of the former base, without the rows that have left it, and with all that have left any. */
  around(formerBucket: string): string;
  drop(): Promise<void>;
}

/** Looks through the whole base, but only when there are new merges. */
export async function createRelocated(
  { database }: Workspace,
  base: readonly string[],
  renamed: Renamed,
): Promise<Relocated> {
  const { columns, names } = renamed;
  if (names.isEmpty || !names.areNew) {
    return { around: (former) => former, drop: () => Promise.resolve() };
  }
  const list = Object.keys(columns).join(', ');
  const leaving = rowsOfMerged(parquetRelation(base, columns), namesTable);
  await database.run(
    `CREATE TABLE relocated AS SELECT ${list} FROM ${underNewNames(leaving, renamed)} AS leaving`,
  );
  return {
    around: (former) => {
      const staying = underNewNames(rowsOfOthers(former, namesTable), renamed);
      return `(SELECT ${list} FROM ${staying} AS staying UNION ALL SELECT ${list} FROM relocated)`;
    },
    drop: () => database.run('DROP TABLE relocated'),
  };
}
