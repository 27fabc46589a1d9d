import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Merge } from '../../../graph/customers/identity.ts';
import { headFromPrefix, headIntoPrefix, headKey } from '../../layout.ts';
import type { Table } from './table.ts';

/**
 * Merges customers in the table. The head of `into` is told where to look first; the write to the head of
 * `from` is what counts, so readers see both as one or as two, and a repetition changes nothing.
 */
export async function writeMerge(table: Table, { from, into, version }: Merge): Promise<void> {
  await setOnce(table, into, headFromPrefix + from, version);
  await setOnce(table, from, headIntoPrefix + into, version);
}

async function setOnce(
  { client, name }: Table,
  customer: string,
  attribute: string,
  value: string,
): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: name,
      Key: marshall(headKey(customer)),
      UpdateExpression: 'SET #attribute = if_not_exists(#attribute, :value)',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: marshall({ ':value': value }),
    }),
  );
}
