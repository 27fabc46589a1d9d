import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ItemKey } from '../../layout.ts';
import type { Item } from './batch-get.ts';
import { holds, type Table } from './table.ts';

export interface Condition {
  /** Over `#field` and `:value`. */
  readonly condition: string;
  readonly field: string;
  readonly value: string;
}

/** Deletes an item that meets the condition and returns it; undefined when there is no such item. */
export async function deleteIf(
  { client, name }: Table,
  key: ItemKey,
  { condition, field, value }: Condition,
): Promise<Item | undefined> {
  let deleted: Item | undefined;
  await holds(
    client
      .send(
        new DeleteItemCommand({
          TableName: name,
          Key: marshall(key),
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#field': field },
          ExpressionAttributeValues: marshall({ ':value': value }),
          ReturnValues: 'ALL_OLD',
        }),
      )
      .then(({ Attributes }) => {
        deleted = Attributes ? unmarshall(Attributes) : undefined;
      }),
  );
  return deleted;
}
