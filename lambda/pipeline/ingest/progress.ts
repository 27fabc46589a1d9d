import type { ImportReport } from '../../../graph/imports/import.ts';
import type { Database } from '../../engines/duckdb/database.ts';

type IngestStage = 'DOWNLOAD' | 'READ' | 'CHECK' | 'STORE' | 'DONE';

export interface IngestProgress {
  readonly run: string;
  readonly fileName: string;
  readonly stage: IngestStage;
  /** Stages behind us, of `total`, and of the stage under way the share that is done. */
  readonly done: number;
  readonly total: number;
}

const stages: readonly IngestStage[] = ['DOWNLOAD', 'READ', 'CHECK', 'STORE', 'DONE'];

/** Often enough for a bar that moves, too seldom to cost anything. */
const pollMs = 200;

/** Tells a listener how far an import is: at every stage, and within a stage as its queries get on. */
export interface ProgressReporter {
  reach(stage: IngestStage): void;
  stop(): void;
}

export async function reportProgress(
  database: Database,
  { id, fileName }: Pick<ImportReport, 'id' | 'fileName'>,
  onProgress: ((progress: IngestProgress) => void) | undefined,
): Promise<ProgressReporter> {
  if (!onProgress) {
    return { reach: () => undefined, stop: () => undefined };
  }
  // The engine measures its progress for a bar that it would draw; this one it must not draw.
  await database.run('SET enable_progress_bar = true');
  await database.run('SET enable_progress_bar_print = false');
  let stage: IngestStage = 'DOWNLOAD';
  let share = 0;
  const tell = () =>
    onProgress({
      run: id,
      fileName,
      stage,
      done: stages.indexOf(stage) + share,
      total: stages.length - 1,
    });
  const timer = setInterval(() => {
    // A stage has several queries; the bar never goes back when the next one begins.
    const measured = Math.min(database.connection.progress.percentage / 100, 0.99);
    if (measured > share && stage !== 'DONE') {
      share = measured;
      tell();
    }
  }, pollMs);
  timer.unref();
  return {
    reach: (next) => {
      stage = next;
      share = 0;
      tell();
    },
    stop: () => clearInterval(timer),
  };
}
