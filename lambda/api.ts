import { randomBytes, randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createContext, type Stores } from '../graph/context.ts';
import { createServer } from '../graph/server.ts';
import type { Settings } from '../graph/settings.ts';
import { type Configuration, configurationFrom } from './configuration.ts';
import { environment } from './environment.ts';
import { answer } from './http.ts';
import { type IdentityKey, identityHash, identityKeyOf } from './identity-key.ts';
import { customerMerger } from './pipeline/merge-customers.ts';
import { orderRecorder } from './pipeline/record-orders.ts';
import { dynamoRecents } from './stores/dynamo/recents.ts';
import { dynamoRuns } from './stores/dynamo/runs.ts';
import { dynamoSegments } from './stores/dynamo/segments.ts';
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
        now: () => new Date(),
      }),
    );
}

/** The stores that a function's configuration names. */
export function storesOf(
  { settings, bucket, table, s3, presigner }: Configuration,
  startRefresh: () => Promise<string>,
): Stores {
  const recents = dynamoRecents(table);
  const runs = dynamoRuns(table);
  const clock = () => new Date();
  const reader = createReader({ get: createGetObject({ client: s3, bucket }) });
  const writeObject = async (key: string, body: Uint8Array) => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  };
  return createStores({
    reader,
    recents,
    imports: importStore({ s3, presigner, bucket, runs, now: clock, unique: randomUUID }),
    segments: dynamoSegments(table),
    startRefresh,
    record: orderRecorder({
      writeObject,
      recents,
      published: publishedOrders(reader),
      runs,
      settings,
      clock,
      newRunId: () => `imp_${randomBytes(8).toString('hex')}`,
    }),
    merge: customerMerger({ writeObject, recents, clock }),
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
    stores: storesOf(configuration, stateMachine(process.env[environment.refreshStateMachine])),
    settings: configuration.settings,
    identityKey: identityKeyOf(s3ObjectStore(configuration.s3, configuration.bucket)),
    onUnexpectedError: (error) => log.error('unexpected error', { error }),
  });
}

/** Starts the state machine; without one (a stack without pipeline) a refresh cannot be asked for. */
function stateMachine(stateMachineArn: string | undefined): () => Promise<string> {
  const client = new SFNClient();
  return async () => {
    if (!stateMachineArn) {
      throw new Error(`environment variable ${environment.refreshStateMachine} is not set`);
    }
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    return executionArn?.split(':').at(-1) ?? '';
  };
}
