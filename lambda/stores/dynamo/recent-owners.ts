import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import { orderPointerKey } from '../../layout.ts';
import { pointerOf } from './pointers.ts';
import type { Table } from './table.ts';

export interface RecentOwner {
  readonly orderKey: string;
  readonly customerKey: CustomerKey;
}

/**
 * Whose each recent order is, page by page. It scans the table, which holds the present only: for a bulk
 * import, whose orders are too many to ask for one by one, and for no request.
 */
export async function* recentOwners({ client, name }: Table): AsyncGenerator<RecentOwner[]> {
  const { pk: prefix, sk } = orderPointerKey('');
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: name,
        ConsistentRead: true,
        FilterExpression: 'sk = :pointer AND begins_with(pk, :orders)',
        ExpressionAttributeValues: marshall({ ':pointer': sk, ':orders': prefix }),
        ...(start ? { ExclusiveStartKey: marshall(start) } : {}),
      }),
    );
    yield (page.Items ?? []).map((item) => {
      const found = unmarshall(item);
      const { customerKey } = pointerOf(found);
      return { orderKey: String(found['pk']).slice(prefix.length), customerKey };
    });
    start = page.LastEvaluatedKey ? unmarshall(page.LastEvaluatedKey) : undefined;
  } while (start);
}
