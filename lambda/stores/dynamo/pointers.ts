import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import { orderPointerKey } from '../../layout.ts';
import { batchGet, type Item } from './batch-get.ts';
import { holds, type Table } from './table.ts';

/** Whose a recent order is in its newest version. Writing it is what shows an order, or moves it. */
export interface Pointer {
  readonly customerKey: CustomerKey;
  readonly version: string;
  /** Customers that the order has left since it was last forgotten; their heads name it too. */
  readonly former: ReadonlySet<CustomerKey>;
}

/** Lines up with the order keys; undefined for an order that is not recent. */
export async function readPointers(
  table: Table,
  orderKeys: readonly string[],
): Promise<(Pointer | undefined)[]> {
  const items = await batchGet(table, orderKeys.map(orderPointerKey));
  return items.map((item) => item && pointerOf(item));
}

/** The pointer of an item. */
export function pointerOf(item: Item): Pointer {
  const former = item['former'];
  return {
    customerKey: String(item['customerKey']),
    version: String(item['version']),
    former: former instanceof Set ? (former as ReadonlySet<CustomerKey>) : new Set(),
  };
}

/**
 * Points an order to its customer unless it points to this version or a newer one already. The former
 * customers it knew stay in it, so that none of two writers at once can lose the other's.
 */
export async function pointTo(
  table: Table,
  orderKey: string,
  { customerKey, version, former }: Pointer,
): Promise<{ readonly isNewest: boolean; readonly before: Pointer | undefined }> {
  let before: Pointer | undefined;
  const isNewest = await holds(
    table.client
      .send(
        new UpdateItemCommand({
          TableName: table.name,
          Key: marshall(orderPointerKey(orderKey)),
          UpdateExpression: `SET customerKey = :customer, #version = :version${former.size > 0 ? ' ADD former :former' : ''}`,
          ConditionExpression: 'attribute_not_exists(pk) OR #version < :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: marshall({
            ':customer': customerKey,
            ':version': version,
            ...(former.size > 0 ? { ':former': former } : {}),
          }),
          ReturnValues: 'ALL_OLD',
        }),
      )
      .then(({ Attributes }) => {
        before = Attributes && pointerOf(unmarshall(Attributes));
      }),
  );
  return { isNewest, before };
}

/** Adds customers that the order has left, as long as it is recent. */
export async function addFormer(
  table: Table,
  orderKey: string,
  former: ReadonlySet<CustomerKey>,
): Promise<void> {
  await holds(
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: marshall(orderPointerKey(orderKey)),
        UpdateExpression: 'ADD former :former',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: marshall({ ':former': former }),
      }),
    ),
  );
}
