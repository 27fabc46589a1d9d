import type { Configuration } from '../configuration.ts';
import { exportDependencies } from '../export.ts';
import { runExport } from '../pipeline/run-export.ts';
import { dynamoExports } from '../stores/dynamo/exports.ts';

/** Stands in for the state machine that runs exports: one after another, in this process. */
export interface Exporter {
  /** Has a registered export run; does not wait for it. */
  start(id: string): Promise<void>;
  /** Resolves when every export asked for is over. */
  idle(): Promise<void>;
}

export function createExporter(
  configuration: Configuration,
  onError: (what: string, error: unknown) => void,
): Exporter {
  const dependencies = exportDependencies(configuration);
  let last: Promise<void> = Promise.resolve();
  const run = (id: string) =>
    runExport(id, dependencies).catch(async (error: unknown) => {
      onError('an export', error);
      const now = new Date().toISOString();
      await dynamoExports(configuration.table).report(id, {
        status: 'FAILED',
        rows: 0,
        bytes: null,
        updatedAt: now,
        finishedAt: now,
        failure: 'The export failed; the log says why.',
      });
    });
  return {
    start: async (id) => {
      last = last.then(() => run(id));
    },
    idle: () => last,
  };
}
