import type { CustomerFilter } from '../customers/filter.ts';
import type { ExportField } from '../generated/resolvers.ts';
import type { Terms } from '../value/terms.ts';

/** What is to be written: enough to do it again from the start, to the same file. */
export interface ExportJob {
  readonly id: string;
  /** Id of the snapshot to read. */
  readonly snapshot: string;
  /** Free of segments; undefined for everybody. */
  readonly filter?: CustomerFilter | undefined;
  readonly fields: readonly ExportField[];
  readonly terms: Terms;
  readonly currency: string;
  /** Instant, ISO 8601. */
  readonly startedAt: string;
  readonly totalRows: number;
}

/** How far it is. */
export interface ExportProgress {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  readonly rows: number;
  readonly bytes: number | null;
  /** Instant of the last sign of life. */
  readonly updatedAt: string;
  readonly finishedAt: string | null;
  readonly failure: string | null;
}

export type Export = ExportJob & ExportProgress;

/** Fields that only roles with access to personal data may export, or download. */
const personalFields: readonly ExportField[] = ['EMAIL', 'NAME'];

export function isPersonal(fields: readonly ExportField[]): boolean {
  return fields.some((field) => personalFields.includes(field));
}

/** An export that was under way at an erasure may have written its customer already: it ends within this time. */
const longestRunMs = 20 * 60_000;

/** Whether a refresh deletes the file, or has: it may tell of a customer who was erased. `erasedAt` is the newest erasure that it knows. */
export function isDeletedByErasure(finishedAt: Date, erasedAt: string | null | undefined): boolean {
  return Boolean(erasedAt) && finishedAt.getTime() < Date.parse(erasedAt ?? '') + longestRunMs;
}

/** Longer than a function runs: what was silent for so long has ended without a word. */
const longestSilenceMs = 20 * 60_000;

/** A running export that has given no sign of life is a failed one. */
export function asSeenAt(
  now: Date,
  state: Export,
  erasedAt: string | null | undefined = null,
): Export {
  if (state.finishedAt !== null && isDeletedByErasure(new Date(state.finishedAt), erasedAt)) {
    return {
      ...state,
      status: 'FAILED',
      bytes: null,
      failure: 'The file was deleted, because a customer was erased. Start the export again.',
    };
  }
  const silence = now.getTime() - Date.parse(state.updatedAt);
  return state.status === 'RUNNING' && silence > longestSilenceMs
    ? {
        ...state,
        status: 'FAILED',
        finishedAt: state.updatedAt,
        failure: 'The export stopped without a word, as a process that was ended does.',
      }
    : state;
}
