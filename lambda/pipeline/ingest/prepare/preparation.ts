import type { Settings } from '../../../../graph/settings.ts';
import type { Database } from '../../../engines/duckdb/database.ts';
import type { ImportPlan } from '../../../formats/plan.ts';

export interface PrepareContext {
  readonly database: Database;
  readonly plan: ImportPlan;
  readonly settings: Settings;
  /** The text of the rates file; undefined when the shop has none. */
  readonly rates: string | undefined;
}

/**
 * How an export's rows become rows of the generic fields: SQL over the view `raw_rows`, which has
 * the columns of `staged`. Whatever is wrong with a value stays as it is, for the checks that follow.
 */
export interface Preparation {
  /** What the two queries share, in order: each is kept in a file on disk, under its name. */
  readonly steps?: readonly Step[];
  /** Query of the rows that go on, in the columns of `raw_rows`, each with the `row` it came from. */
  readonly rows: string;
  /**
   * Query (row, fate, reason, amount) of what a reader of the report should know of: rows that were
   * 'merged' into another one, are 'left out', or are 'kept' though not as the file has them. A reason
   * may add amounts under a null row. The amount is the file's own; null where it is no part of the
   * difference between the file's total and ours.
   */
  readonly remarks?: string;
  /** The remarks have a fifth column, the currency of the amount: an amount in another one is in no total. */
  readonly remarksHaveCurrency?: boolean;
  /** Query with a row a refund that the file dates; its order's `refund` holds it, at the order's day. */
  readonly datedRefunds?: string;
  /** Fields that `rows` fills without a column of their own, and the column to blame for each. */
  readonly mapping?: ImportPlan['mapping'];
}

interface Step {
  readonly name: string;
  readonly query: string;
}

export type Prepare = (context: PrepareContext) => Preparation | Promise<Preparation>;
