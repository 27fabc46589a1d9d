import type { CustomerStore } from '../../graph/customers/store.ts';
import type { Export } from '../../graph/exports/export.ts';
import { exportPages } from '../../graph/exports/rows.ts';
import type { SnapshotStore } from '../../graph/snapshots/store.ts';
import type { ExportItems } from '../stores/dynamo/exports.ts';

/** A sign of life this often at least, while there are rows. */
const reportMs = 5000;

export interface ExportDependencies {
  readonly items: ExportItems;
  readonly snapshots: Pick<SnapshotStore, 'get'>;
  readonly customers: Pick<CustomerStore, 'page' | 'profiles' | 'erasures'>;
  /** Writes the export's file from text as it is made; the size in bytes. */
  readonly write: (id: string, texts: AsyncIterable<string>) => Promise<number>;
  readonly now: () => Date;
}

/**
 * Writes the file of a registered export. Run again after a crash it begins anew and writes the same file; one
 * that is over is left alone. Throws what may pass (S3, the table), so that it is tried again.
 */
export async function runExport(id: string, dependencies: ExportDependencies): Promise<void> {
  const { items, snapshots, write, now } = dependencies;
  const job = await items.get(id);
  if (job?.status !== 'RUNNING') {
    return;
  }
  const snapshot = await snapshots.get(job.snapshot);
  const finish = (end: { status: 'SUCCEEDED' | 'FAILED'; rows: number } & Partial<Export>) => {
    const finishedAt = now().toISOString();
    return items.report(id, {
      bytes: null,
      failure: null,
      ...end,
      updatedAt: finishedAt,
      finishedAt,
    });
  };
  if (!snapshot) {
    const failure = `Snapshot ${job.snapshot} is no longer kept.`;
    await finish({ status: 'FAILED', rows: 0, failure });
    return;
  }
  const counter = { rows: 0 };
  const bytes = await write(
    id,
    reported(exportPages(job, snapshot, dependencies.customers), counter, job, dependencies),
  );
  await finish({ status: 'SUCCEEDED', rows: counter.rows, bytes });
}

/** The text of the pages, counted; how many rows there are is told as they go. */
async function* reported(
  pages: ReturnType<typeof exportPages>,
  counter: { rows: number },
  job: Export,
  { items, now }: ExportDependencies,
): AsyncGenerator<string> {
  let reportedAt = now().getTime();
  for await (const { text, rows } of pages) {
    counter.rows += rows;
    yield text;
    if (now().getTime() - reportedAt >= reportMs) {
      reportedAt = now().getTime();
      const updatedAt = now().toISOString();
      await items.report(job.id, {
        status: 'RUNNING',
        rows: counter.rows,
        bytes: null,
        updatedAt,
        finishedAt: null,
        failure: null,
      });
    }
  }
}
