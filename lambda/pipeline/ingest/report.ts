import type { ImportReport, Reject } from '../../../graph/imports/import.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import type { ImportPlan } from '../../formats/plan.ts';
import type { UploadKind } from '../../layout.ts';
import type { Built } from './built.ts';

/** How many refused rows the report itself shows. */
const inlineRejects = 20;

/** The report of a run that has only begun. */
export function begunReport(run: {
  readonly id: string;
  readonly fileName: string;
  readonly kind: UploadKind;
  readonly startedAt: string;
}): ImportReport {
  return {
    ...run,
    format: null,
    confidence: null,
    mapping: {},
    status: 'RUNNING',
    finishedAt: null,
    rowsRead: 0,
    rowsKept: 0,
    rowsMerged: 0,
    rowsExcluded: 0,
    rowsRejected: 0,
    excludedByReason: {},
    totals: null,
    records: 0,
    firstRejects: [],
    failure: null,
  };
}

/**
 * What became of every row.
 *
 * @throws Error when the counts do not add up: no row may get lost unseen.
 */
export function finishedReport(
  begun: ImportReport,
  outcome: {
    readonly plan: Pick<ImportPlan, 'format' | 'confidence' | 'mapping'>;
    readonly built: Omit<Built, 'rows'>;
    readonly rowsRead: number;
    readonly rowsRejected: number;
    readonly firstRejects: readonly Reject[];
    readonly finishedAt: string;
  },
): ImportReport {
  const { plan, built, rowsRead, rowsRejected, firstRejects, finishedAt } = outcome;
  const { rowsKept, rowsMerged, rowsExcluded } = built;
  if (rowsRead !== rowsKept + rowsMerged + rowsExcluded + rowsRejected) {
    throw new Error(
      `expected rows read = kept + merged + excluded + rejected in run ${begun.id}; ` +
        `got ${rowsRead} = ${rowsKept} + ${rowsMerged} + ${rowsExcluded} + ${rowsRejected}`,
    );
  }
  return {
    ...begun,
    format: plan.format,
    confidence: plan.confidence,
    mapping: plan.mapping,
    status: 'SUCCEEDED',
    finishedAt,
    rowsRead,
    rowsKept,
    rowsMerged,
    rowsExcluded,
    rowsRejected,
    excludedByReason: built.excludedByReason,
    totals: built.totals,
    ...(built.explanations.length > 0 ? { explanations: built.explanations } : {}),
    ...(built.warnings && built.warnings.length > 0 ? { warnings: built.warnings } : {}),
    records: built.records,
    firstRejects,
    failure: null,
  };
}

/** The report of a file that cannot be imported, and will not be tried again by itself. */
export function failedReport(
  begun: ImportReport,
  { failure, finishedAt }: { readonly failure: string; readonly finishedAt: string },
): ImportReport {
  return { ...begun, status: 'FAILED', finishedAt, failure };
}

export async function firstRejects(database: Database): Promise<Reject[]> {
  const rows = await database.rows(
    `SELECT line::DOUBLE AS line, "column", value, reason FROM rejects ORDER BY line LIMIT ${inlineRejects}`,
  );
  return rows.map(({ line, column, value, reason }) => ({
    line: Number(line),
    column: column === null ? null : String(column),
    value: value === null ? null : String(value),
    reason: String(reason),
  }));
}
