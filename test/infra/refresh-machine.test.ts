import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type State, statesOf } from './asl.ts';
import { synthesise } from './synthesise.ts';

const table = 'Table';
const key = { pk: { S: 'LOCK#REFRESH' }, sk: { S: 'LOCK' } };
const anHour = 3_600_000;

let states: Record<string, State>;
let server: Server;
let client: DynamoDBClient;

beforeAll(async () => {
  states = statesOf(synthesise().pipeline, 'RefreshMachine');
  server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
});

afterAll(() => {
  client?.destroy();
  server?.close();
});

beforeEach(async () => {
  await client.send(new DeleteItemCommand({ TableName: table, Key: key }));
});

/** An execution that performs the lock's states against a real table, as Step Functions would. */
function execution(id: string, clock = { now: 1_700_000_000_000 }) {
  let requestsSeen = '';
  const perform = async (state: string): Promise<'done' | 'refused'> => {
    const values: Record<string, string> = {
      '{% $states.context.Execution.Id %}': id,
      '{% $string($millis()) %}': String(clock.now),
      '{% $string($millis() + 3600000) %}': String(clock.now + anHour),
      '{% $requestsSeen %}': requestsSeen,
    };
    const input = JSON.parse(JSON.stringify(states[state]?.Arguments), (_, value) =>
      typeof value === 'string' ? (values[value] ?? value) : value,
    ) as UpdateItemCommandInput;
    try {
      const output = await client.send(new UpdateItemCommand({ ...input, TableName: table }));
      requestsSeen = output.Attributes?.['requests']?.N ?? requestsSeen;
      return 'done';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return 'refused';
      }
      throw error;
    }
  };
  return {
    start: async () => {
      await perform('CountRequest');
      return perform('AcquireLock');
    },
    renew: () => perform('AcquireLock'),
    finish: () => perform('ReleaseLock'),
    fail: () => perform('GiveUpLock'),
  };
}

describe('the lock', () => {
  test('lets the first execution refresh and turns a second one away', async () => {
    expect(await execution('a').start()).toBe('done');
    expect(await execution('b').start()).toBe('refused');
  });

  test('is free after a refresh', async () => {
    const a = execution('a');
    await a.start();
    expect(await a.finish()).toBe('done');
    expect(await execution('b').start()).toBe('done');
  });

  test('keeps its holder until it has refreshed for whoever asked meanwhile', async () => {
    const a = execution('a');
    await a.start();
    await execution('b').start();
    expect(await a.finish()).toBe('refused');
    expect(await a.renew()).toBe('done');
    expect(await a.finish()).toBe('done');
  });

  test('is free after a refresh that failed, whoever asked meanwhile', async () => {
    const a = execution('a');
    await a.start();
    await execution('b').start();
    await a.fail();
    expect(await execution('c').start()).toBe('done');
  });

  test('passes on when its holder was stopped, and only after the lease', async () => {
    const clock = { now: 1_700_000_000_000 };
    await execution('a', clock).start();
    clock.now += anHour;
    expect(await execution('b', clock).start()).toBe('refused');
    clock.now += 1;
    expect(await execution('c', clock).start()).toBe('done');
  });

  test('cannot be freed by an execution that has lost it', async () => {
    const clock = { now: 1_700_000_000_000 };
    const slow = execution('slow', clock);
    await slow.start();
    clock.now += anHour + 1;
    await execution('next', clock).start();
    expect(await slow.finish()).toBe('refused');
    expect(await slow.fail()).toBe('refused');
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key }));
    expect(Item?.['heldBy']).toEqual({ S: 'next' });
  });
});

const refused = 'DynamoDB.ConditionalCheckFailedException';

test('an execution that is turned away ends well', () => {
  expect(states['AcquireLock']?.Catch).toEqual([
    { ErrorEquals: [refused], Next: 'LeftToTheRunningRefresh' },
  ]);
  expect(states['LeftToTheRunningRefresh']?.Type).toBe('Succeed');
});

test('a refresh that others asked for meanwhile starts over with the lock', () => {
  expect(states['ReleaseLock']?.Catch).toEqual([{ ErrorEquals: [refused], Next: 'AcquireLock' }]);
});

test('a refresh is tried again, and a failed one frees the lock and fails the execution', () => {
  const refresh = states['Refresh'];
  expect(refresh?.Retry?.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], MaxAttempts: 2 });
  expect(refresh?.Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'GiveUpLock' }]);
  expect(states['GiveUpLock']?.Next).toBe('RefreshFailed');
  expect(states['RefreshFailed']?.Type).toBe('Fail');
});

test('the lease outlasts every attempt of a refresh', () => {
  const attempts = 3;
  const timeoutMs = 15 * 60_000;
  const pausesMs = 90_000;
  expect(anHour).toBeGreaterThan(attempts * timeoutMs + pausesMs);
});
