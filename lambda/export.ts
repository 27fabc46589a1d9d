import { type Configuration, configurationFrom } from './configuration.ts';
import { exportFileKey } from './layout.ts';
import { type ExportDependencies, runExport } from './pipeline/run-export.ts';
import { dynamoExports } from './stores/dynamo/exports.ts';
import { dynamoRecents } from './stores/dynamo/recents.ts';
import { createGetObject } from './stores/s3/get-object.ts';
import { createReader } from './stores/s3/reader.ts';
import { s3Snapshots } from './stores/s3/snapshots.ts';
import { streamObject } from './stores/s3/stream-object.ts';
import { customersOf } from './stores/stores.ts';

/** What the state machine passes on from the API. */
export interface ExportEvent {
  readonly id: string;
}

export type ExportHandler = (event: ExportEvent) => Promise<void>;

/** Writes the file of an export that the API has registered. */
export function createHandler(dependencies: ExportDependencies): ExportHandler {
  return ({ id }) => runExport(id, dependencies);
}

/** What a function's configuration names. */
export function exportDependencies({ s3, bucket, table }: Configuration): ExportDependencies {
  const reader = createReader({ get: createGetObject({ client: s3, bucket }) });
  const startRefresh = () => Promise.reject(new Error('Expected no refresh from an export'));
  return {
    items: dynamoExports(table),
    snapshots: s3Snapshots({ reader, startRefresh }),
    customers: customersOf(reader, dynamoRecents(table)),
    write: (id, texts) =>
      streamObject(
        { client: s3, bucket },
        { key: exportFileKey(id), contentType: 'application/x-ndjson' },
        texts,
      ),
    now: () => new Date(),
  };
}

let wired: ExportHandler | undefined;

/** The deployed function. Its configuration is read at the first event, so that a mistake in it is logged. */
export const handler: ExportHandler = (event) => {
  wired ??= createHandler(exportDependencies(configurationFrom(process.env)));
  return wired(event);
};
