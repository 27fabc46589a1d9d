import type { ImportReport } from '../../../graph/imports/import.ts';
import { uploadReceives } from '../../layout.ts';
import { type IngestDependencies, ingestFile } from './ingest-file.ts';
import { begunReport, failedReport } from './report.ts';
import { fileNameOf, kindOf, runOf, type UploadedFile } from './uploaded-file.ts';

/**
 * `ingestFile` for a message that is not handed out again: whatever happens, the run's report says why
 * nothing came of the file. That it was given up is written first, because a function that runs out of
 * memory or time cannot write it last.
 *
 * @throws what `ingestFile` throws, so that the message goes to the dead-letter queue.
 */
export async function ingestLastTime(
  dependencies: IngestDependencies,
  file: UploadedFile,
): Promise<ImportReport | undefined> {
  const { runs, clock } = dependencies;
  const kind = kindOf(file);
  if (!kind) {
    return undefined;
  }
  const startedAt = clock().toISOString();
  const begun = await runs.begin(
    begunReport({ id: runOf(file), fileName: fileNameOf(file), kind, startedAt }),
  );
  const giveUp = (why: string) => {
    const failure = `given up after ${uploadReceives} attempts: ${why}. The message is in the dead-letter queue; once the cause is mended, redrive it or upload the file again.`;
    return runs.save(failedReport(begun, { failure, finishedAt: clock().toISOString() }));
  };
  if (begun.status !== 'SUCCEEDED') {
    await giveUp('the last one ended without an answer, out of memory or of time');
  }
  try {
    return await ingestFile(dependencies, file);
  } catch (error) {
    await giveUp(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    throw error;
  }
}
