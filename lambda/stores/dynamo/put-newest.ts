import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from './batch-get.ts';
import { holds, type Table } from './table.ts';

/** Puts an item unless it is there in this version or a newer one. */
export async function putNewest({ client, name }: Table, item: Item): Promise<void> {
  await holds(
    client.send(
      new PutItemCommand({
        TableName: name,
        Item: marshall(item),
        ConditionExpression: 'attribute_not_exists(pk) OR #version < :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: marshall({ ':version': item['version'] }),
      }),
    ),
  );
}
