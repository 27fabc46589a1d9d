import type { Explanation, ImportTotals, ImportWarning } from '../../../graph/imports/import.ts';
import type { Settings } from '../../../graph/settings.ts';
import type { ImportPlan } from '../../formats/plan.ts';
import type { UploadKind } from '../../layout.ts';
import type { Staging } from './stage.ts';

/** What building needs to know besides the staged rows. */
export interface BuildContext {
  readonly plan: ImportPlan;
  readonly settings: Settings;
  readonly run: string;
  readonly eventTime: string;
  /** Times after this instant are mistakes. */
  readonly latest: Date;
  readonly staging: Staging;
  /** Called when every row has been read, before rows are put together. */
  readonly onRead: () => void;
}

/** A Parquet file of accepted rows on its way into the lake. */
export interface BuiltDelta {
  readonly kind: UploadKind;
  readonly file: string;
  readonly rows: number;
}

/** What became of the good rows of a file. */
export interface Built {
  readonly deltas: readonly BuiltDelta[];
  /** Good and bad rows, but for those that the reader refused. */
  readonly rows: number;
  readonly rowsKept: number;
  readonly rowsMerged: number;
  readonly rowsExcluded: number;
  readonly excludedByReason: Readonly<Record<string, number>>;
  readonly totals: ImportTotals | null;
  readonly explanations: readonly Explanation[];
  readonly warnings?: readonly ImportWarning[];
  /** Orders, profiles or spend entries. */
  readonly records: number;
}
