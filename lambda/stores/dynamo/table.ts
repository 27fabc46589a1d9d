import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import { tableKeys } from '../../layout.ts';

/** Requests under way at once: enough to hide the latency, few enough for one customer's partition. */
export const requestsAtOnce = 32;

/** The one table and the client that reaches it. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
}

/**
 * Creates the table where no infrastructure does: on a laptop and in tests. An existing table is
 * left as it is.
 */
export async function createTable({ client, name }: Table): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: tableKeys.partition, AttributeType: 'S' },
          { AttributeName: tableKeys.sort, AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: tableKeys.partition, KeyType: 'HASH' },
          { AttributeName: tableKeys.sort, KeyType: 'RANGE' },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) {
      throw error;
    }
  }
  await untilActive({ client, name });
}

async function untilActive({ client, name }: Table): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (table?.TableStatus === 'ACTIVE') {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`expected table ${name} to become active within 2 s; it did not`);
}

/** Runs a conditional write; false when the condition did not hold, which is an answer, no failure. */
export async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return false;
    }
    throw error;
  }
}
