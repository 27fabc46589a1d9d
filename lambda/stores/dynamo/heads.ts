import { DynamoDBServiceException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import { headKey, headOrderPrefix } from '../../layout.ts';
import type { Item } from './batch-get.ts';
import { holds, type Table } from './table.ts';

/**
 * The head of a customer names their recent orders, so that a page of customers is two batch reads
 * and no query. `overflow` says that not all of them found room in its 400 KB.
 */
export interface Head {
  readonly orderKeys: readonly string[];
  readonly hasOverflow: boolean;
}

export function headOf(item: Item): Head {
  return {
    orderKeys: Object.keys(item)
      .filter((name) => name.startsWith(headOrderPrefix))
      .map((name) => name.slice(headOrderPrefix.length)),
    hasOverflow: item['overflow'] === true,
  };
}

export interface HeadEntry {
  readonly customerKey: CustomerKey;
  readonly orderKey: string;
  readonly version: string;
}

/** Names an order in its customer's head, unless the head knows that version or a newer one. */
export async function addToHead(table: Table, entry: HeadEntry): Promise<void> {
  try {
    await holds(
      table.client.send(
        new UpdateItemCommand({
          TableName: table.name,
          Key: marshall(headKey(entry.customerKey)),
          // A flag that is there from the start can be raised in a full item.
          UpdateExpression: 'SET #order = :version, overflow = if_not_exists(overflow, :no)',
          ConditionExpression: 'attribute_not_exists(#order) OR #order < :version',
          ExpressionAttributeNames: { '#order': headOrderPrefix + entry.orderKey },
          ExpressionAttributeValues: marshall({ ':version': entry.version, ':no': false }),
        }),
      ),
    );
  } catch (error) {
    if (!isTooLarge(error)) {
      throw error;
    }
    await raiseOverflow(table, entry.customerKey);
  }
}

async function raiseOverflow(table: Table, customerKey: CustomerKey): Promise<void> {
  await table.client.send(
    new UpdateItemCommand({
      TableName: table.name,
      Key: marshall(headKey(customerKey)),
      UpdateExpression: 'SET overflow = :yes',
      ExpressionAttributeValues: marshall({ ':yes': true }),
    }),
  );
}

/** Both DynamoDB and its imitations say "Item size" when an update would pass 400 KB. */
function isTooLarge(error: unknown): boolean {
  return (
    error instanceof DynamoDBServiceException &&
    error.name === 'ValidationException' &&
    /item size/i.test(error.message)
  );
}

/** Takes an order out of the head, unless a newer version is named there. */
export async function removeFromHead(table: Table, entry: HeadEntry): Promise<void> {
  await holds(
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: marshall(headKey(entry.customerKey)),
        UpdateExpression: 'REMOVE #order',
        ConditionExpression: '#order <= :version',
        ExpressionAttributeNames: { '#order': headOrderPrefix + entry.orderKey },
        ExpressionAttributeValues: marshall({ ':version': entry.version }),
      }),
    ),
  );
}
