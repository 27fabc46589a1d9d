import { DeleteItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { CustomerFilter } from '../../../graph/customers/filter.ts';
import type { SegmentDefinition } from '../../../graph/segments/definition.ts';
import type { SegmentStore } from '../../../graph/segments/store.ts';
import { segmentKey, segmentsPartition } from '../../layout.ts';
import { holds, type Table } from './table.ts';

/** Saved segments: few and short (graph/segments/save.ts), so that one page of a query has them all. */
export function dynamoSegments({ client, name }: Table): SegmentStore {
  return {
    list: async () => {
      const page = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: marshall({ ':pk': segmentsPartition }),
          ConsistentRead: true,
        }),
      );
      return (page.Items ?? []).map((item) => definitionOf(unmarshall(item)));
    },
    save: async ({ key, label, filter }) => {
      // The rule as text: a map would come back with its fields in another order, and look like another rule.
      const item = { ...segmentKey(key), type: 'SEGMENT', label, filter: JSON.stringify(filter) };
      await client.send(new PutItemCommand({ TableName: name, Item: marshall(item) }));
    },
    remove: (key) =>
      holds(
        client.send(
          new DeleteItemCommand({
            TableName: name,
            Key: marshall(segmentKey(key)),
            ConditionExpression: 'attribute_exists(pk)',
          }),
        ),
      ),
  };
}

function definitionOf(item: Readonly<Record<string, unknown>>): SegmentDefinition {
  return {
    key: String(item['sk']),
    label: String(item['label']),
    filter: JSON.parse(String(item['filter'])) as CustomerFilter,
    isBuiltIn: false,
  };
}
