import type { Database } from '../../engines/duckdb/database.ts';
import { detect } from '../../formats/detect.ts';
import type { FileShape, ImportPlan, Mapping } from '../../formats/plan.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';

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
export function planOf(shape: FileShape, given: Mapping = {}): OrdersPlan {
  try {
    return { plan: detect('orders', shape, given), hasAmounts: true };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) {
      throw error;
    }
    const plan = planWithStandIn(shape, given);
    if (!plan) {
      throw error;
    }
    const { total, ...mapping } = plan.mapping;
    return { plan: { ...plan, columns: shape.columns, mapping }, hasAmounts: false };
  }
}

function planWithStandIn(shape: FileShape, given: Mapping): ImportPlan | null {
  try {
    const withAmount = {
      ...shape,
      columns: [...shape.columns, standIn],
      rows: shape.rows.map((row) => [...row, '1']),
    };
    return detect('orders', withAmount, given);
  } catch {
    return null;
  }
}

/**
 * Gives every staged row of a file without amounts the total 1, so that the importer's rules for the rest
 * apply to it, and returns the plan to build orders with.
 */
export async function amountStandIn(
  database: Database,
  { plan, hasAmounts }: OrdersPlan,
): Promise<ImportPlan> {
  if (hasAmounts) {
    return plan;
  }
  await database.run('ALTER VIEW staged RENAME TO staged_without_amounts');
  await database.run(
    `CREATE VIEW staged AS SELECT * REPLACE ('1' AS total) FROM staged_without_amounts`,
  );
  return { ...plan, mapping: { ...plan.mapping, total: standIn } };
}
