import { join } from 'node:path';
import { type Database, identifier, literal } from '../../engines/duckdb/database.ts';
import { detect } from '../../formats/detect.ts';
import { type FileShape, type ImportPlan, orderFields } from '../../formats/plan.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';
import { type Staging, unstage } from '../../pipeline/ingest/stage.ts';

/** How to read an orders file that may say nothing of amounts. */
export interface OrdersPlan {
  /** Maps columns that the file has. */
  readonly plan: ImportPlan;
  readonly hasAmounts: boolean;
}

/** A header no file has, that the importer takes for the total of an order. */
const standIn = 'Order_Total';

/**
 * Recognises a file as the importer does, and also one without amounts: that is a file which lacks nothing
 * else.
 *
 * @throws UnreadableFile naming what is missing.
 */
export function planOf(shape: FileShape): OrdersPlan {
  try {
    return { plan: detect('orders', shape), hasAmounts: true };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) {
      throw error;
    }
    const plan = planWithStandIn(shape);
    if (!plan) {
      throw error;
    }
    const { total, ...mapping } = plan.mapping;
    return { plan: { ...plan, columns: shape.columns, mapping }, hasAmounts: false };
  }
}

function planWithStandIn(shape: FileShape): ImportPlan | null {
  try {
    return detect('orders', {
      ...shape,
      columns: [...shape.columns, standIn],
      rows: shape.rows.map((row) => [...row, '1']),
    });
  } catch {
    return null;
  }
}

/**
 * Writes the staged texts to a file of their own, with the total 1 in every row of a file without
 * amounts, so that the importer's rules for the rest apply to it. Takes the place of the file: rows are
 * in its order, columns have its names.
 */
export async function restage(
  database: Database,
  { plan, hasAmounts }: OrdersPlan,
): Promise<Staging> {
  const path = join(database.directory, 'texts.parquet');
  const mapping = hasAmounts ? plan.mapping : { ...plan.mapping, total: standIn };
  const columns = Object.entries(mapping).map(
    ([field, column]) =>
      `${column === standIn ? "'1'" : identifier(field)} AS ${identifier(column)}`,
  );
  await database.run(
    `COPY (SELECT ${columns.join(', ')} FROM staged ORDER BY row)
     TO ${literal(path)} (FORMAT parquet)`,
  );
  await unstage(database);
  return {
    path,
    plan: { ...plan, mapping, columns: Object.values(mapping), container: { type: 'parquet' } },
    fields: orderFields,
    sample: [],
  };
}
