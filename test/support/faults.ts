import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';

/** Crashes and throttling on the way to the stores, and a look at them between any two calls. */
export interface Faults {
  /** From now on every call after the `calls`th fails, as if the process had died before it. */
  crashAfter(calls: number): void;
  /** Calls reach the stores again. */
  recover(): void;
  /** Is run before the `calls`th call from now. */
  lookAfter(calls: number, look: () => Promise<void>): void;
}

/** Whether an error is one that was injected: a crash, or throttling that outlasted the retries. */
export function isFault(error: unknown): boolean {
  return error instanceof Error && 'isInjected' in error;
}

/**
 * Puts faults between two clients and their servers. Beside the crashes asked for, `isThrottled` lets
 * an attempt of a call fail as throttling does, which the SDK tries again by itself, and leaves a part
 * of the keys of a BatchGetItem unprocessed, which it does not.
 */
export function injectFaults(
  clients: { readonly s3: S3Client; readonly dynamoDb: DynamoDBClient },
  isThrottled: () => boolean,
): Faults {
  let crash = Number.POSITIVE_INFINITY;
  let look: { after: number; run: () => Promise<void> } | undefined;
  const before = async () => {
    if (look && look.after-- <= 0) {
      const { run } = look;
      look = undefined;
      await run();
    }
    if (crash-- <= 0) {
      throw Object.assign(new Error('the process died'), { isInjected: true });
    }
  };
  for (const client of [clients.s3, clients.dynamoDb] as const) {
    addBefore(client, before);
    addThrottling(client, isThrottled);
  }
  addUnprocessed(clients.dynamoDb, isThrottled);
  return {
    crashAfter: (calls) => {
      crash = calls;
    },
    recover: () => {
      crash = Number.POSITIVE_INFINITY;
      look = undefined;
    },
    lookAfter: (after, run) => {
      look = { after, run };
    },
  };
}

type Stack = Pick<DynamoDBClient['middlewareStack'], 'add'>;

function addBefore(client: { readonly middlewareStack: unknown }, before: () => Promise<void>) {
  (client.middlewareStack as Stack).add(
    (next) => async (args) => {
      await before();
      return next(args);
    },
    { step: 'initialize', name: 'crash' },
  );
}

const throttles = [
  { name: 'ThrottlingException', status: 400 },
  { name: 'ServiceUnavailable', status: 503 },
  { name: 'TimeoutError', status: 0 },
] as const;

/** Below the SDK's retries, so that they are what is put to the test. */
function addThrottling(client: { readonly middlewareStack: unknown }, isThrottled: () => boolean) {
  let nth = 0;
  (client.middlewareStack as Stack).add(
    (next) => async (args) => {
      if (isThrottled()) {
        nth += 1;
        const { name, status } = throttles[nth % throttles.length] ?? throttles[0];
        throw Object.assign(new Error(name), {
          name,
          isInjected: true,
          $metadata: { httpStatusCode: status },
          $fault: 'server',
          $retryable: { throttling: status === 400 },
        });
      }
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'throttle' },
  );
}

function addUnprocessed(client: DynamoDBClient, isThrottled: () => boolean) {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const requests = 'RequestItems' in args.input ? args.input.RequestItems : undefined;
        const [entry] = Object.entries(requests ?? {}) as [string, { Keys: object[] }][];
        if (
          commandName !== 'BatchGetItemCommand' ||
          !entry ||
          entry[1].Keys.length < 2 ||
          !isThrottled()
        ) {
          return next(args);
        }
        const [table, request] = entry;
        const half = Math.ceil(request.Keys.length / 2);
        const keep = { [table]: { ...request, Keys: request.Keys.slice(0, half) } };
        const answer = await next({
          ...args,
          input: { ...args.input, RequestItems: keep } as never,
        });
        Object.assign(answer.output, {
          UnprocessedKeys: { [table]: { ...request, Keys: request.Keys.slice(half) } },
        });
        return answer;
      },
    { step: 'initialize', name: 'unprocessed', priority: 'low' },
  );
}
