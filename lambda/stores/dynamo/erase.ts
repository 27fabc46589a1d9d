import { DeleteItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import { concurrently } from '../../concurrently.ts';
import {
  emailPointerKey,
  headErasedAt,
  headKey,
  type ItemKey,
  orderPointerKey,
  recentProfileKey,
} from '../../layout.ts';
import { batchGet } from './batch-get.ts';
import { storedKeys } from './read-orders.ts';
import { requestsAtOnce, type Table } from './table.ts';

/**
 * Deletes what the table holds of customers, and marks their heads: what was ordered up to then is nobody's any more, also
 * where an old file brings it back. The mark goes last, so that an erasure that was cut short can be asked for again.
 */
export async function eraseCustomers(
  table: Table,
  customers: readonly CustomerKey[],
  erasedAt: string,
): Promise<void> {
  for (const customer of customers) {
    const [profile] = await batchGet(table, [recentProfileKey(customer)]);
    const hash = profile?.['emailHash'];
    const orders = await storedKeys(table, customer);
    const pointers = await batchGet(table, orders.map(orderPointerKey));
    const own = orders.filter((_key, index) => pointers[index]?.['customerKey'] === customer);
    const items = await itemsOf(table, customer);
    await remove(table, [
      ...own.map(orderPointerKey),
      ...items.filter(({ sk }) => sk !== headKey(customer).sk),
      ...(typeof hash === 'string' ? [emailPointerKey(hash)] : []),
    ]);
    await mark(table, customer, erasedAt);
  }
}

/** Keys of everything below the customer: orders, departures, profile and head. */
async function itemsOf({ client, name }: Table, customer: CustomerKey): Promise<ItemKey[]> {
  const keys: ItemKey[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ProjectionExpression: 'pk, sk',
        ExpressionAttributeValues: marshall({ ':pk': headKey(customer).pk }),
        ...(start ? { ExclusiveStartKey: marshall(start) } : {}),
      }),
    );
    for (const item of page.Items ?? []) {
      const { pk, sk } = unmarshall(item);
      keys.push({ pk: String(pk), sk: String(sk) });
    }
    start = page.LastEvaluatedKey ? unmarshall(page.LastEvaluatedKey) : undefined;
  } while (start);
  return keys;
}

function remove({ client, name }: Table, keys: readonly ItemKey[]): Promise<void> {
  return concurrently(requestsAtOnce, keys, async (key) => {
    await client.send(new DeleteItemCommand({ TableName: name, Key: marshall(key) }));
  });
}

/** Merges stay in the head: they say which keys are the same nobody. */
async function mark({ client, name }: Table, customer: CustomerKey, erasedAt: string) {
  await client.send(
    new UpdateItemCommand({
      TableName: name,
      Key: marshall(headKey(customer)),
      UpdateExpression: 'SET #erasedAt = :at',
      ExpressionAttributeNames: { '#erasedAt': headErasedAt },
      ExpressionAttributeValues: marshall({ ':at': erasedAt }),
    }),
  );
}
