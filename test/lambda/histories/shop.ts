import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Merge, mergedNames } from '../../../graph/customers/identity.ts';
import { createOrderLoaders } from '../../../graph/orders/loaders.ts';
import { type Order, orderKey } from '../../../graph/orders/order.ts';
import { defaultSettings } from '../../../graph/settings.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { storesOf } from '../../../lambda/api.ts';
import { startDynamoDb } from '../../../lambda/local/dynamodb.ts';
import { startS3Server } from '../../../lambda/local/s3/server.ts';
import { ingestFile } from '../../../lambda/pipeline/ingest/ingest-file.ts';
import { runOf, type UploadedFile } from '../../../lambda/pipeline/ingest/uploaded-file.ts';
import { customerMerger } from '../../../lambda/pipeline/merge-customers.ts';
import { orderRecorder } from '../../../lambda/pipeline/record-orders.ts';
import { refresh } from '../../../lambda/pipeline/refresh/refresh.ts';
import { dynamoRecents } from '../../../lambda/stores/dynamo/recents.ts';
import { dynamoRuns } from '../../../lambda/stores/dynamo/runs.ts';
import { createTable } from '../../../lambda/stores/dynamo/table.ts';
import { createGetObject } from '../../../lambda/stores/s3/get-object.ts';
import { s3ObjectStore } from '../../../lambda/stores/s3/object-store.ts';
import { publishedOrders } from '../../../lambda/stores/s3/published-orders.ts';
import { createReader } from '../../../lambda/stores/s3/reader.ts';
import { type Faults, injectFaults, isFault } from '../../support/faults.ts';
import { testIdentityKey } from '../../support/identity-key.ts';
import { csvOf, draftOf, type Edit, orderOf, type World } from './world.ts';

/** An order, and the customer it is shown with. */
export interface Shown {
  readonly customer: string;
  readonly order: Order;
}

type Attempts = (work: () => Promise<void>) => Promise<void>;

export type HistoryShop = Awaited<ReturnType<typeof openHistoryShop>>;

/** The embedded S3 and DynamoDB, reached by clients with faults for work and by others for reading. */
export async function openServers(directory: string) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
  const region = 'eu-central-1';
  const s3 = await startS3Server({ directory, ...credentials, region });
  const dynamoDb = await startDynamoDb({ directory: undefined });
  return {
    clients: () => ({
      s3: new S3Client({
        endpoint: s3.endpoint,
        region,
        credentials,
        forcePathStyle: true,
        maxAttempts: 6,
      }),
      dynamoDb: new DynamoDBClient({
        endpoint: dynamoDb.endpoint,
        region,
        credentials,
        maxAttempts: 6,
      }),
    }),
    close: async () => {
      await s3.close();
      await dynamoDb.close();
    },
  };
}

type Servers = Awaited<ReturnType<typeof openServers>>;

/** One world's shop, and what it ought to hold. */
export async function openHistoryShop(servers: Servers, world: World, name: string) {
  const reading = servers.clients();
  const working = servers.clients();
  const { CreateBucketCommand } = await import('@aws-sdk/client-s3');
  await reading.s3.send(new CreateBucketCommand({ Bucket: name }));
  await createTable({ client: reading.dynamoDb, name });
  const faults: Faults = injectFaults(working, () => world.random() < 0.02);
  // Who reads is never killed, but throttled too, and left without a part of the keys.
  injectFaults(reading, () => world.random() < 0.02);
  const table = { client: working.dynamoDb, name };
  const objects = s3ObjectStore(working.s3, name);
  const [recents, runs] = [dynamoRecents(table), dynamoRuns(table)];
  const published = publishedOrders(
    createReader({ get: createGetObject({ client: working.s3, bucket: name }) }),
  );
  const settings = { ...defaultSettings, asOf: '2024-12-31', plainModels: true };
  let now = Date.parse('2026-01-01T00:00:00.000Z');
  let counter = 0;
  const clock = () => new Date(now);
  const tick = (milliseconds: number) => {
    now += milliseconds;
  };
  const next = () => {
    counter += 1;
    return counter.toString(16).padStart(16, '0');
  };
  const stores = storesOf(
    {
      settings,
      bucket: name,
      table: { client: reading.dynamoDb, name },
      s3: reading.s3,
      presigner: reading.s3,
    },
    () => Promise.resolve(''),
    () => Promise.resolve(),
  );
  /** By order key, the greatest version that was accepted. */
  const accepted = new Map<string, Order>();
  const accept = (
    edits: readonly Edit[],
    run: { readonly id: string; readonly eventTime: string },
  ) => {
    for (const order of edits.map((edit) => orderOf(edit, run))) {
      const known = accepted.get(orderKey(order));
      if (!known || known.version < order.version) {
        accepted.set(orderKey(order), order);
      }
    }
  };
  /** Which of a run's edits a later version is known of. */
  const superseded = (
    edits: readonly Edit[],
    run: { readonly id: string; readonly eventTime: string },
  ) =>
    edits
      .map((edit) => orderOf(edit, run))
      .map((order) => (accepted.get(orderKey(order))?.version ?? '') > order.version);
  const upload = async (edits: readonly Edit[], key: string): Promise<UploadedFile> => {
    tick(1000);
    await reading.s3.send(new PutObjectCommand({ Bucket: name, Key: key, Body: csvOf(edits) }));
    return { bucket: name, key, eventTime: clock().toISOString(), write: next() };
  };
  /** `recentsLimit`: a file of more orders is a bulk import. */
  const ingest = (file: UploadedFile, limits: { readonly recentsLimit?: number } = {}) =>
    ingestFile(
      {
        objects,
        recents,
        published,
        identityKey: async () => testIdentityKey,
        runs,
        settings,
        clock,
        requestRefresh: () => Promise.resolve(),
        databaseOptions: { threads: 1 },
        ...limits,
      },
      file,
    );
  let run = '';
  const record = orderRecorder({
    writeObject: async (Key, Body) => {
      await working.s3.send(new PutObjectCommand({ Bucket: name, Key, Body }));
    },
    recents,
    published,
    runs,
    settings,
    clock,
    newRunId: () => {
      run = `imp_${next()}`;
      return run;
    },
  });
  /** All customers' orders as the API reads them with a snapshot of the caller's: with whom each is shown. */
  const ordersAt = async (snapshot: Snapshot | undefined): Promise<Shown[]> => {
    const loaders = createOrderLoaders(stores.orders, () => Promise.resolve(snapshot));
    const keys = world.customers.map((customer) => `id:${customer}`);
    const found = await Promise.all(
      keys.map(async (customer) =>
        (await loaders.orders.load(customer)).map((order) => ({ customer, order })),
      ),
    );
    return Promise.all(
      found.flat().map(async ({ customer, order }) => {
        const history = order.lines
          ? new Map()
          : await loaders.historyLines.load(order.customerKey);
        return {
          customer,
          order: { ...order, lines: order.lines ?? history.get(orderKey(order)) },
        };
      }),
    );
  };
  const merges: Merge[] = [];
  /** Who a customer goes by after the merges so far. */
  const nameOf = (customer: string) => mergedNames(merges).get(customer) ?? customer;
  const merger = customerMerger({
    writeObject: async (Key, Body) => {
      await working.s3.send(new PutObjectCommand({ Bucket: name, Key, Body }));
    },
    recents,
    clock,
  });
  const merge = async (pair: readonly [string, string], attempts: Attempts) => {
    const [from = '', into = ''] = pair.map((customer) => nameOf(`id:${customer}`));
    if (from !== into) {
      tick(1000);
      await attempts(() => merger({ from, into }));
      merges.push({ from, into, version: clock().toISOString() });
    }
  };
  const currentSnapshot = async () => {
    const fresh = storesOf(
      {
        settings,
        bucket: name,
        table: { client: reading.dynamoDb, name },
        s3: reading.s3,
        presigner: reading.s3,
      },
      () => Promise.resolve(''),
      () => Promise.resolve(),
    );
    return fresh.snapshots.current();
  };
  return {
    settings,
    merge,
    nameOf,
    faults,
    tick,
    accepted,
    accept,
    superseded,
    upload,
    ingest,
    runOf,
    ordersAt,
    /** Orders that the table still holds. */
    recentOrders: async () =>
      (await recents.recentOrders(world.customers.map((customer) => `id:${customer}`))).flatMap(
        ({ orders }) => orders,
      ),
    currentSnapshot,
    customerRows: (snapshot: Snapshot, keys: readonly string[]) =>
      stores.customers.rows(snapshot, keys),
    record: async (edits: readonly Edit[]) => {
      tick(1000);
      const eventTime = clock().toISOString();
      const { outcomes } = await record(edits.map(draftOf));
      return { id: run, eventTime, outcomes };
    },
    refresh: () => {
      tick(1000);
      return refresh({
        store: objects,
        settings,
        clock,
        newSuffix: () => next().slice(-8),
        recents,
        databaseOptions: { threads: 1, memoryLimitMb: 256 },
        ordersPerBucket: 40,
      });
    },
    close: () => {
      for (const { s3, dynamoDb } of [reading, working]) {
        s3.destroy();
        dynamoDb.destroy();
      }
    },
  };
}

export interface Crashes {
  /** Calls to the stores after which each attempt dies. */
  readonly after: readonly number[];
  /** Looks at what an attempt that died has left. */
  readonly look: () => Promise<void>;
}

/** Repeats work that fails, as a queue or a caller does: it crashes as told, then ends undisturbed. */
export async function untilDone<T>(
  { faults }: Pick<HistoryShop, 'faults'>,
  crashes: Crashes,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    faults.crashAfter(crashes.after[attempt] ?? Number.POSITIVE_INFINITY);
    try {
      return await work();
    } catch (error) {
      if (!isFault(error) || attempt > 20) {
        throw error;
      }
      faults.recover();
      await crashes.look();
    } finally {
      faults.recover();
    }
  }
}
