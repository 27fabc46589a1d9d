import { Logger } from '@aws-lambda-powertools/logger';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { configurationFrom } from './configuration.ts';
import { environment } from './environment.ts';
import { identityKeyOf } from './identity-key.ts';
import { uploadReceives } from './layout.ts';
import { type IngestDependencies, ingestFile } from './pipeline/ingest/ingest-file.ts';
import { ingestLastTime } from './pipeline/ingest/last-receive.ts';
import { ForeignMessage, uploadedFiles } from './pipeline/ingest/uploaded-file.ts';
import { dynamoRecents } from './stores/dynamo/recents.ts';
import { dynamoRuns } from './stores/dynamo/runs.ts';
import { createGetObject } from './stores/s3/get-object.ts';
import { s3ObjectStore } from './stores/s3/object-store.ts';
import { publishedOrders } from './stores/s3/published-orders.ts';
import { createReader } from './stores/s3/reader.ts';

/** The part of a logger that handlers use. */
export interface Log {
  info(message: string, details: Readonly<Record<string, unknown>>): void;
  error(message: string, details: Readonly<Record<string, unknown>>): void;
}

export type IngestHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** S3 events through SQS: imports each file; a message that fails is delivered again, the others are not. */
export function createHandler(
  dependencies: IngestDependencies & { readonly log: Log },
): IngestHandler {
  return async ({ Records }) => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of Records) {
      try {
        await ingestRecord(dependencies, record);
      } catch (error) {
        // The error only: a message body names files, and file names may name people.
        dependencies.log.error(outlookOf(error), { messageId: record.messageId, error });
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };
}

/** No run is named: a message that tells of no file cannot have a report among the imports. */
function outlookOf(error: unknown): string {
  return error instanceof ForeignMessage
    ? 'message is no upload and goes to the dead-letter queue; find out who sent it, and delete it there'
    : 'import failed and will be tried again';
}

async function ingestRecord(
  dependencies: IngestDependencies & { readonly log: Log },
  record: SQSRecord,
): Promise<void> {
  const isLastReceive = Number(record.attributes.ApproximateReceiveCount) >= uploadReceives;
  for (const file of uploadedFiles(record)) {
    const report = await (isLastReceive ? ingestLastTime : ingestFile)(dependencies, file);
    if (report) {
      const { id, kind, status, rowsRead, rowsKept, rowsMerged, rowsExcluded, rowsRejected } =
        report;
      const counts = { rowsRead, rowsKept, rowsMerged, rowsExcluded, rowsRejected };
      dependencies.log.info('import finished', { run: id, kind, status, ...counts });
    }
  }
}

let wired: IngestHandler | undefined;

/** The deployed function. Its configuration is read at the first event, so that a mistake in it is logged. */
export const handler: IngestHandler = (event) => {
  wired ??= createHandler(dependenciesFromEnvironment());
  return wired(event);
};

function dependenciesFromEnvironment(): IngestDependencies & { readonly log: Log } {
  const { settings, bucket, table, s3 } = configurationFrom(process.env);
  const objects = s3ObjectStore(s3, bucket);
  return {
    objects,
    recents: dynamoRecents(table),
    published: publishedOrders(createReader({ get: createGetObject({ client: s3, bucket }) })),
    identityKey: identityKeyOf(objects),
    runs: dynamoRuns(table),
    settings,
    clock: () => new Date(),
    requestRefresh: refreshRequest(process.env[environment.refreshStateMachine]),
    log: new Logger({ serviceName: 'ingest' }),
  };
}

/** Without a state machine the schedule alone refreshes. */
function refreshRequest(stateMachineArn: string | undefined): () => Promise<void> {
  if (!stateMachineArn) {
    return () => Promise.resolve();
  }
  const client = new SFNClient();
  return async () => {
    await client.send(new StartExecutionCommand({ stateMachineArn }));
  };
}
