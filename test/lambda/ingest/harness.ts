import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { ImportReport } from '../../../graph/imports/import.ts';
import type { Settings } from '../../../graph/settings.ts';
import { defaultSettings } from '../../../graph/settings.ts';
import { openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { deltaKey, rejectsKey, type UploadKind, uploadKey } from '../../../lambda/layout.ts';
import { startDynamoDb } from '../../../lambda/local/dynamodb.ts';
import {
  type IngestDependencies,
  ingestFile,
} from '../../../lambda/pipeline/ingest/ingest-file.ts';
import type { UploadedFile } from '../../../lambda/pipeline/ingest/uploaded-file.ts';
import { dynamoRecents } from '../../../lambda/stores/dynamo/recents.ts';
import { dynamoRuns } from '../../../lambda/stores/dynamo/runs.ts';
import { createGetObject } from '../../../lambda/stores/s3/get-object.ts';
import { s3ObjectStore } from '../../../lambda/stores/s3/object-store.ts';
import { publishedOrders } from '../../../lambda/stores/s3/published-orders.ts';
import { createReader } from '../../../lambda/stores/s3/reader.ts';
import { newBucket } from '../../support/bucket.ts';
import { testIdentityKey } from '../../support/identity-key.ts';
import { localDynamoDb, newTable } from '../../support/table.ts';

/** A shop's import side with nothing in it: real handlers on the embedded S3 and DynamoDB. */
export async function openShop(settings: Partial<Settings> = {}) {
  const bucket = await newBucket();
  const dynamo = await startDynamoDb({ directory: undefined });
  const client = localDynamoDb(dynamo.endpoint);
  const table = await newTable(client);
  const refreshes: string[] = [];
  const dependencies: IngestDependencies = {
    objects: s3ObjectStore(bucket.client, bucket.name),
    recents: dynamoRecents(table),
    published: publishedOrders(
      createReader({ get: createGetObject({ client: bucket.client, bucket: bucket.name }) }),
    ),
    identityKey: async () => testIdentityKey,
    runs: dynamoRuns(table),
    settings: { ...defaultSettings, ...settings },
    clock: () => new Date('2026-01-05T10:00:01.000Z'),
    requestRefresh: async () => {
      refreshes.push('asked');
    },
  };
  let uploads = 0;
  const upload = async (
    body: string | Uint8Array,
    {
      kind = 'orders',
      name = 'file.csv',
      eventTime = '2026-01-05T10:00:00.000Z',
    } = {} as UploadOptions,
  ): Promise<UploadedFile> => {
    uploads += 1;
    const key = uploadKey(kind, `u${uploads}`, name);
    await bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: body }));
    return { bucket: bucket.name, key, eventTime, write: `w${uploads}` };
  };
  /** Replaces an upload by another content, seven seconds later. */
  const rewrite = async (file: UploadedFile, body: string): Promise<UploadedFile> => {
    uploads += 1;
    const { key } = file;
    await bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: body }));
    const eventTime = new Date(Date.parse(file.eventTime) + 7000).toISOString();
    return { ...file, eventTime, write: `w${uploads}` };
  };
  const queryObject = async (key: string, sql: string) => {
    const database = await openDatabase({ threads: 1 });
    try {
      const file = `${database.directory}/delta.parquet`;
      await dependencies.objects.download(key, file);
      await database.run(`CREATE VIEW delta AS SELECT * FROM read_parquet('${file}')`);
      return await database.rows(sql);
    } finally {
      await database.close();
    }
  };
  return {
    dependencies,
    refreshes,
    upload,
    rewrite,
    table,
    bucket,
    /** Uploads a file and imports it. */
    importFile: async (
      body: string | Uint8Array,
      options?: UploadOptions,
    ): Promise<ImportReport> => {
      const report = await ingestFile(dependencies, await upload(body, options));
      if (!report) {
        throw new Error('expected a report; the key was not taken for an upload');
      }
      return report;
    },
    /** All rejects of a run, as the rejects file has them. */
    rejectsOf: async (run: string): Promise<unknown[]> => {
      const stored = await dependencies.objects.readText(rejectsKey(run));
      return (stored?.text ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    },
    queryObject,
    /** A run's delta, by a query over the table `delta`. */
    queryDelta: (kind: UploadKind, run: string, sql: string) =>
      queryObject(deltaKey(kind, run), sql),
    close: async () => {
      client.destroy();
      await dynamo.close();
      await bucket.close();
    },
  };
}

export interface UploadOptions {
  readonly kind?: UploadKind;
  readonly name?: string;
  readonly eventTime?: string;
}

export type Shop = Awaited<ReturnType<typeof openShop>>;
