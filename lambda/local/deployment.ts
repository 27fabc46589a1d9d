import { join } from 'node:path';
import type { S3EventRecord } from 'aws-lambda';
import type { Stores } from '../../graph/context.ts';
import type { ColumnMapping } from '../../graph/imports/mapping.ts';
import type { Settings } from '../../graph/settings.ts';
import { type ApiHandler, createHandler as createApiHandler, storesOf } from '../api.ts';
import type { Configuration } from '../configuration.ts';
import { identityKeyOf } from '../identity-key.ts';
import { createHandler as createIngestHandler } from '../ingest.ts';
import { mappingKey, prefixes, ratesKey } from '../layout.ts';
import type { IngestProgress } from '../pipeline/ingest/progress.ts';
import type { RefreshStage } from '../pipeline/refresh/progress.ts';
import { dynamoRecents } from '../stores/dynamo/recents.ts';
import { dynamoRuns } from '../stores/dynamo/runs.ts';
import { createGetObject } from '../stores/s3/get-object.ts';
import { type ObjectStore, s3ObjectStore } from '../stores/s3/object-store.ts';
import { publishedOrders } from '../stores/s3/published-orders.ts';
import { createReader } from '../stores/s3/reader.ts';
import { startBackend } from './backend.ts';
import { createExporter } from './exporter.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { createRefreshProcess } from './refresh-process.ts';
import { createRefresher, type Refresher } from './refresher.ts';
import { encodeKey } from './s3/encoding.ts';
import { createdRecord } from './s3/events.ts';

export interface DeploymentOptions {
  readonly directory: string;
  readonly settings: Settings;
  /** Servers to use instead of the embedded ones. */
  readonly endpoints?: { readonly s3: string | undefined; readonly dynamoDb: string | undefined };
  readonly onIngest?: (progress: IngestProgress) => void;
  readonly onRefresh?: (stage: RefreshStage) => void;
  /** Told of what went wrong, without customer data. */
  readonly onError: (what: string, error: unknown) => void;
}

/**
 * The deployed functions with their queue, state machine and stores, all in this process but for the
 * refresh, which has one of its own.
 */
export interface Deployment {
  readonly api: ApiHandler;
  readonly stores: Stores;
  readonly configuration: Configuration;
  /** Uploads a file unless the bucket has an object of that key; true when it did. */
  upload(file: string, key: string, mapping?: ColumnMapping): Promise<boolean>;
  /** Takes a file of exchange rates for the imports from now on. */
  replaceRates(file: string): Promise<void>;
  /** Takes an upload out of the bucket; what was imported from it stays. */
  remove(key: string): Promise<void>;
  /** Publishes a snapshot if there is anything new; queries are answered from it a second later at most. */
  refresh(): Promise<void>;
  /** Resolves when every upload is imported, and every refresh and export asked for is done. */
  idle(): Promise<void>;
  /** Lets work under way finish; what waits goes on at the next start. */
  close(): Promise<void>;
}

/** How often another server's bucket is looked through for new uploads, which it tells nobody of. */
const pollMs = 2000;

export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { directory, settings, onError } = options;
  const inboxReady = Promise.withResolvers<Inbox>();
  /** Resolved by key once the message about an upload of this process is on disk. */
  const arrivals = new Map<string, () => void>();
  const backend = await startBackend({
    directory,
    settings,
    endpoints: options.endpoints ?? { s3: undefined, dynamoDb: undefined },
    onObjectCreated: async (record) => {
      if (isUpload(record)) {
        await (await inboxReady.promise).push(record);
        arrivals.get(record.s3.object.key)?.();
      }
    },
  });
  const { configuration, servers } = backend;
  const objects = s3ObjectStore(configuration.s3, configuration.bucket);
  const refreshProcess = createRefreshProcess({
    ...(options.onRefresh ? { onProgress: options.onRefresh } : {}),
    onCleanUpFailure: (error) => onError('clean-up after a refresh', error),
  });
  const refresher = createRefresher(() => refreshProcess.refresh({ servers, settings }));
  const ingest = ingestHandler(options, configuration, refresher);
  const inbox = await openInbox({
    directory: join(directory, 'inbox'),
    handler: (event) => {
      // An import asks for a refresh in the end.
      refreshProcess.prepare();
      return ingest(event);
    },
    onDead: (key) => onError(`gave up on ${key}`, undefined),
  });
  inboxReady.resolve(inbox);
  const look = () => pushUnseen(configuration, objects, inbox);
  await look();
  const stopPolling = backend.hasEvents ? () => undefined : poll(look, onError);
  const exporter = createExporter(configuration, onError);
  const stores = storesOf(configuration, () => refresher.request(), exporter.start);
  return {
    api: createApiHandler({
      stores,
      settings,
      identityKey: identityKeyOf(objects),
      onUnexpectedError: (error) => onError('unexpected error in a query', error),
    }),
    stores,
    configuration,
    upload: async (file, key, mapping = {}) => {
      for await (const known of objects.list(key)) {
        if (known.key === key) {
          return false;
        }
      }
      if (Object.keys(mapping).length > 0) {
        await objects.writeText(mappingKey(key), JSON.stringify(mapping));
      }
      const arrived = Promise.withResolvers<void>();
      arrivals.set(encodeKey(key), arrived.resolve);
      await objects.upload(file, key);
      await (backend.hasEvents ? arrived.promise : look());
      arrivals.delete(encodeKey(key));
      return true;
    },
    replaceRates: (file) => objects.upload(file, ratesKey),
    remove: (key) => objects.remove(key),
    refresh: async () => {
      await refresher.request();
      await refresher.idle();
    },
    idle: async () => {
      await inbox.idle();
      await refresher.idle();
      await exporter.idle();
    },
    close: async () => {
      stopPolling();
      await inbox.stop();
      await refresher.stop();
      refreshProcess.close();
      await exporter.idle();
      await backend.close();
    },
  };
}

function isUpload({ s3 }: S3EventRecord): boolean {
  return s3.object.key.startsWith(prefixes.uploads);
}

function ingestHandler(
  { settings, onIngest, onError }: DeploymentOptions,
  { table, s3, bucket }: Configuration,
  refresher: Refresher,
) {
  const objects = s3ObjectStore(s3, bucket);
  return createIngestHandler({
    objects,
    recents: dynamoRecents(table),
    published: publishedOrders(createReader({ get: createGetObject({ client: s3, bucket }) })),
    identityKey: identityKeyOf(objects),
    runs: dynamoRuns(table),
    settings,
    clock: () => new Date(),
    requestRefresh: async () => {
      await refresher.request();
    },
    ...(onIngest ? { onProgress: onIngest } : {}),
    log: { info: () => undefined, error: (message, details) => onError(message, details['error']) },
  });
}

/**
 * Pushes uploads that no message tells of: those of a crash between an object and its event, and all
 * of another server's.
 */
async function pushUnseen(
  { bucket }: Configuration,
  objects: ObjectStore,
  inbox: Inbox,
): Promise<void> {
  for await (const { key, etag, bytes } of objects.list(prefixes.uploads)) {
    const tag = etag.replaceAll('"', '');
    if (!(await inbox.hasSeen(key, tag))) {
      const object = { key, size: bytes, etag: tag, sequencer: '' };
      const creation = { kind: 'Put', bucket, object, requestId: '' } as const;
      await inbox.push(createdRecord(creation, 'us-east-1', new Date()));
    }
  }
}

function poll(look: () => Promise<void>, onError: DeploymentOptions['onError']): () => void {
  const timer = setInterval(() => {
    look().catch((error: unknown) => onError('looking for uploads', error));
  }, pollMs);
  return () => clearInterval(timer);
}
