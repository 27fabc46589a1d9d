import { randomBytes, randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createContext, type Stores } from '../graph/context.ts';
import { createServer } from '../graph/server.ts';
import type { Settings } from '../graph/settings.ts';
import { type Configuration, configurationFrom } from './configuration.ts';
import { environment, required } from './environment.ts';
import { answer } from './http.ts';
import { type IdentityKey, identityHash, identityKeyOf } from './identity-key.ts';
import { customerEraser } from './pipeline/erase-customer.ts';
import { customerMerger } from './pipeline/merge-customers.ts';
import { orderRecorder } from './pipeline/record-orders.ts';
import { spendRecorder } from './pipeline/record-spend.ts';
import { dynamoExports } from './stores/dynamo/exports.ts';
import { dynamoRecents } from './stores/dynamo/recents.ts';
import { dynamoRuns } from './stores/dynamo/runs.ts';
import { dynamoSegments } from './stores/dynamo/segments.ts';
import { exportStore } from './stores/exports.ts';
import { importStore } from './stores/imports.ts';
import { createGetObject } from './stores/s3/get-object.ts';
import { s3ObjectStore } from './stores/s3/object-store.ts';
import { publishedOrders } from './stores/s3/published-orders.ts';
import { createReader } from './stores/s3/reader.ts';
import { createStores } from './stores/stores.ts';
import { viewerOf } from './viewer.ts';

export type ApiHandler = (
  event: APIGatewayProxyEventV2,
) => Promise<APIGatewayProxyStructuredResultV2>;

export interface ApiDependencies {
  readonly stores: Stores;
  readonly settings: Settings;
  /** The deployment's key of e-mail hashes; asked for at each request, so it had better remember. */
  readonly identityKey: () => Promise<IdentityKey>;
  readonly onUnexpectedError: (error: unknown) => void;
}

/** GraphQL over HTTP. One server and one set of warm caches a process, one context a request. */
export function createHandler({
  stores,
  settings,
  identityKey,
  onUnexpectedError,
}: ApiDependencies): ApiHandler {
  const server = createServer({ onUnexpectedError });
  server.startInBackgroundHandlingStartupErrorsByLoggingAndFailingAllRequests();
  return (event) =>
    answer(server, event, async () =>
      createContext({
        stores,
        settings,
        viewer: viewerOf(event),
        identityHash: identityHash(await identityKey()),
        newId: (prefix) => `${prefix}_${randomBytes(16).toString('hex')}`,
        now: () => new Date(),
      }),
    );
}

/** The stores that a function's configuration names. */
export function storesOf(
  { settings, bucket, table, s3, presigner }: Configuration,
  startRefresh: () => Promise<string>,
  runExport: (id: string) => Promise<void>,
): Stores {
  const recents = dynamoRecents(table);
  const runs = dynamoRuns(table);
  const clock = () => new Date();
  const reader = createReader({ get: createGetObject({ client: s3, bucket }) });
  const newRunId = () => `imp_${randomBytes(8).toString('hex')}`;
  const writeObject = async (key: string, body: Uint8Array) => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  };
  return createStores({
    reader,
    recents,
    imports: importStore({ s3, presigner, bucket, runs, now: clock, unique: randomUUID }),
    exports: exportStore({
      presigner,
      bucket,
      items: dynamoExports(table),
      run: runExport,
      now: clock,
    }),
    segments: dynamoSegments(table),
    startRefresh,
    record: orderRecorder({
      writeObject,
      recents,
      published: publishedOrders(reader),
      runs,
      settings,
      clock,
      newRunId,
    }),
    recordSpend: spendRecorder({ writeObject, runs, settings, clock, newRunId }),
    merge: customerMerger({ writeObject, recents, clock }),
    erase: customerEraser({ writeObject, recents, clock }),
  });
}

let wired: ApiHandler | undefined;

/** The deployed function. */
export const handler: ApiHandler = (event) => {
  wired ??= wire();
  return wired(event);
};

function wire(): ApiHandler {
  const configuration = configurationFrom(process.env);
  const log = new Logger({ serviceName: 'api' });
  return createHandler({
    stores: storesOf(
      configuration,
      () => start(environment.refreshStateMachine, {}),
      async (id) => {
        await start(environment.exportStateMachine, { id });
      },
    ),
    settings: configuration.settings,
    identityKey: identityKeyOf(s3ObjectStore(configuration.s3, configuration.bucket)),
    onUnexpectedError: (error) => log.error('unexpected error', { error }),
  });
}

/** Starts the state machine that a variable names; without one (a stack without pipeline) it cannot be asked for. */
async function start(variable: string, input: object): Promise<string> {
  const stateMachineArn = required(variable, process.env);
  client ??= new SFNClient();
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return executionArn?.split(':').at(-1) ?? '';
}

let client: SFNClient | undefined;
