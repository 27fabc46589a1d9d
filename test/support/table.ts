import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable, type Table } from '../../lambda/stores/dynamo/table.ts';

/** A client for an imitation of DynamoDB, which accepts any credentials. */
export function localDynamoDb(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

/** A fresh, empty table. */
export async function newTable(client: DynamoDBClient): Promise<Table> {
  const table = { client, name: `test-${randomUUID()}` };
  await createTable(table);
  return table;
}
