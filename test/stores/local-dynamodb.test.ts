import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DynamoDb, startDynamoDb } from '../../lambda/local/dynamodb.ts';
import { startDynoxide } from '../support/dynoxide.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const connectTo = ({ endpoint }: DynamoDb) =>
  new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials });

/** A table takes a moment to become active. */
async function createTable(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: 'table',
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
  for (let status: string | undefined; status !== 'ACTIVE'; ) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'table' }));
    status = Table?.TableStatus;
  }
}

const item = (sk: string) => ({ pk: { S: 'customer' }, sk: { S: sk } });
const put = (client: DynamoDBClient, sk: string, condition = {}) =>
  client.send(new PutItemCommand({ TableName: 'table', Item: item(sk), ...condition }));

const dynoxide = await startDynoxide();
const servers: [string, DynamoDb][] = [['dynalite', await startDynamoDb({ directory: undefined })]];
if (dynoxide) servers.push(['dynoxide', dynoxide]);

describe.each(servers)('%s', (_, server) => {
  let client: DynamoDBClient;
  beforeAll(async () => {
    client = connectTo(server);
    await createTable(client);
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
  });

  test('writes once on condition that the key is new', async () => {
    const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
    await put(client, 'once', condition);
    await expect(put(client, 'once', condition)).rejects.toThrow(ConditionalCheckFailedException);
  });

  test('queries one partition in order of its sort key', async () => {
    for (const sk of ['order#3', 'order#1', 'order#2']) await put(client, sk);
    const { Items } = await client.send(
      new QueryCommand({
        TableName: 'table',
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': { S: 'customer' }, ':prefix': { S: 'order#' } },
      }),
    );
    expect(Items?.map(({ sk }) => sk?.S)).toEqual(['order#1', 'order#2', 'order#3']);
  });
});

describe('DynamoDB on disk', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'local-dynamodb-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('has its tables and items after a restart', async () => {
    const path = join(directory, 'restarted');
    const first = await startDynamoDb({ directory: path });
    const before = connectTo(first);
    await createTable(before);
    await put(before, 'kept');
    await first.close();
    before.destroy();
    const second = await startDynamoDb({ directory: path });
    const after = connectTo(second);
    const { Item } = await after.send(
      new GetItemCommand({ TableName: 'table', Key: item('kept') }),
    );
    expect(Item).toEqual(item('kept'));
    after.destroy();
    await second.close();
  });

  test('says which port is taken, and leaves the directory free', async () => {
    const running = await startDynamoDb({ directory: undefined });
    const path = join(directory, 'port');
    const port = Number(new URL(running.endpoint).port);
    await expect(startDynamoDb({ directory: path, port })).rejects.toThrow(`127.0.0.1:${port}`);
    const free = await startDynamoDb({ directory: path });
    const client = connectTo(free);
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    client.destroy();
    await free.close();
    await running.close();
  });

  test('survives a client that breaks off in the middle of a request', async () => {
    const server = await startDynamoDb({ directory: undefined });
    const socket = connect(Number(new URL(server.endpoint).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    await sleep(50);
    socket.destroy();
    await sleep(50);
    const client = connectTo(server);
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    client.destroy();
    await server.close();
  });
});
