import { randomBytes } from 'node:crypto';
import { DynamoDBServiceException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import {
  headErasedAt,
  headFromPrefix,
  headIntoPrefix,
  headKey,
  headOrderPrefix,
} from '../../layout.ts';
import type { Item } from './batch-get.ts';
import { holds, type Table } from './table.ts';

/**
 * The head of a customer names their recent orders, so that a page of customers is two batch reads
 * and no query. `overflow` says that not all of them found room in its 400 KB.
 */
export interface Head {
  /** Version by order key, also of orders that have left the customer. */
  readonly orders: ReadonlyMap<string, string>;
  /** Versions of merges by the customer that this one was merged into. */
  readonly into: ReadonlyMap<CustomerKey, string>;
  /** Customers that say, perhaps, that they were merged into this one. */
  readonly from: readonly CustomerKey[];
  readonly hasOverflow: boolean;
  /** Orders up to this instant were erased; null for nearly everybody. */
  readonly erasedAt: string | null;
  /** Another text each time the overflow is raised; undefined in a head that never had one. */
  readonly raisedBy: string | undefined;
}

export function headOf(item: Item): Head {
  return {
    orders: entriesOf(item, headOrderPrefix),
    into: entriesOf(item, headIntoPrefix),
    from: [...entriesOf(item, headFromPrefix).keys()],
    hasOverflow: item['overflow'] === true,
    erasedAt: typeof item[headErasedAt] === 'string' ? item[headErasedAt] : null,
    raisedBy: typeof item['raisedBy'] === 'string' ? item['raisedBy'] : undefined,
  };
}

function entriesOf(item: Item, prefix: string): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(item)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), String(value)]),
  );
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
          UpdateExpression:
            'SET #order = :version, overflow = if_not_exists(overflow, :no), raisedBy = if_not_exists(raisedBy, :nobody)',
          ConditionExpression: 'attribute_not_exists(#order) OR #order < :version',
          ExpressionAttributeNames: { '#order': headOrderPrefix + entry.orderKey },
          ExpressionAttributeValues: marshall({
            ':version': entry.version,
            ':no': false,
            ':nobody': '-'.repeat(raiserLength),
          }),
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
      UpdateExpression: 'SET overflow = :yes, raisedBy = :raiser',
      ExpressionAttributeValues: marshall({
        ':yes': true,
        ':raiser': randomBytes(raiserLength / 2).toString('hex'),
      }),
    }),
  );
}

/** Of one length, so that a full item has room for the next one. */
const raiserLength = 16;

/**
 * Takes the flag back when the head, as it was read, names every order there is. An order that found no
 * room meanwhile was stored before it raised the flag anew, so the flag then stays.
 */
export async function lowerOverflow(
  table: Table,
  customerKey: CustomerKey,
  { raisedBy }: Head,
): Promise<void> {
  if (raisedBy === undefined) {
    return;
  }
  await holds(
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: marshall(headKey(customerKey)),
        UpdateExpression: 'SET overflow = :no',
        ConditionExpression: 'raisedBy = :seen',
        ExpressionAttributeValues: marshall({ ':no': false, ':seen': raisedBy }),
      }),
    ),
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
