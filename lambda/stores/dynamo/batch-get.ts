import { setTimeout as sleep } from 'node:timers/promises';
import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ItemKey } from '../../layout.ts';
import type { Table } from './table.ts';

/** BatchGetItem takes at most 100 keys. */
const maxKeys = 100;
const maxAttempts = 8;

export type Item = Readonly<Record<string, unknown>>;

/**
 * Items by key, lined up with `keys`; undefined where there is none. Keys that DynamoDB leaves
 * unprocessed (16 MB an answer, throttling) are asked for again, ever more slowly.
 *
 * @throws Error when some keys stay unprocessed after eight attempts.
 */
export async function batchGet(
  table: Table,
  keys: readonly ItemKey[],
): Promise<(Item | undefined)[]> {
  const distinct = [...new Map(keys.map((key) => [nameOf(key), key])).values()];
  const found = new Map<string, Item>();
  for (let start = 0; start < distinct.length; start += maxKeys) {
    for (const item of await getChunk(table, distinct.slice(start, start + maxKeys))) {
      found.set(nameOf({ pk: String(item['pk']), sk: String(item['sk']) }), item);
    }
  }
  return keys.map((key) => found.get(nameOf(key)));
}

async function getChunk({ client, name }: Table, keys: readonly ItemKey[]): Promise<Item[]> {
  const items: Item[] = [];
  let waiting: Record<string, AttributeValue>[] = keys.map((key) => marshall(key));
  for (let attempt = 0; waiting.length > 0; attempt += 1) {
    if (attempt === maxAttempts) {
      throw new Error(
        `expected DynamoDB to answer ${keys.length} keys; ${waiting.length} stay unprocessed after ${maxAttempts} attempts`,
      );
    }
    if (attempt > 0) {
      await sleep(10 * 2 ** attempt);
    }
    const answer = await client.send(
      new BatchGetItemCommand({
        RequestItems: { [name]: { Keys: waiting, ConsistentRead: true } },
      }),
    );
    items.push(...(answer.Responses?.[name] ?? []).map((item) => unmarshall(item)));
    waiting = answer.UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return items;
}

function nameOf({ pk, sk }: ItemKey): string {
  return JSON.stringify([pk, sk]);
}
