import type { Export } from '../../graph/exports/export.ts';
import type { ExportStore } from '../../graph/exports/store.ts';

/** Exports that are done as soon as they are started; nobody writes their files. */
export function memoryExports(calls: string[]): ExportStore {
  const known = new Map<string, Export>();
  return {
    start: async (job) => {
      calls.push(`exports.start ${job.totalRows}`);
      known.set(job.id, {
        ...job,
        status: 'SUCCEEDED',
        rows: job.totalRows,
        bytes: 0,
        updatedAt: job.startedAt,
        finishedAt: job.startedAt,
        failure: null,
      });
    },
    get: async (id) => known.get(id),
    link: async (id) => ({
      url: `http://localhost/${id}`,
      expiresAt: '2026-07-01T13:00:00.000Z',
    }),
  };
}
