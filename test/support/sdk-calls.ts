import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';

/** Calls in the order they were made, as short texts such as `GetObject snapshots/current.json`. */
export interface CallLog {
  /** The calls since the last `take`, sorted, because concurrent ones have no order. */
  take(): string[];
}

/** Records what two clients send, each attempt of the SDK to retry apart. */
export function recordCalls(s3: S3Client, dynamoDb: DynamoDBClient): CallLog {
  const calls: string[] = [];
  const record = (context: { readonly commandName?: string }, input: object) => {
    calls.push(`${nameOf(context)} ${subjectOf(input)}`);
  };
  s3.middlewareStack.add(
    (next, context) => (args) => {
      record(context, args.input);
      return next(args);
    },
    { step: 'finalizeRequest', name: 'recordCalls' },
  );
  dynamoDb.middlewareStack.add(
    (next, context) => (args) => {
      record(context, args.input);
      return next(args);
    },
    { step: 'finalizeRequest', name: 'recordCalls' },
  );
  return { take: () => calls.splice(0).sort() };
}

function nameOf({ commandName = '' }: { readonly commandName?: string }): string {
  return commandName.replace(/Command$/, '');
}

/** What a call is about: an object's key, kinds and numbers of items, or the partition that is queried. */
function subjectOf(input: object): string {
  if ('RequestItems' in input) {
    const [request] = Object.values(input.RequestItems as Record<string, { Keys: ItemKey[] }>);
    return kindsOf(request?.Keys ?? []);
  }
  if ('ExpressionAttributeValues' in input && 'KeyConditionExpression' in input) {
    const values = input.ExpressionAttributeValues as Record<string, { S?: string }>;
    return (values[':pk']?.S ?? '').replace(/\d{4}-\d{2}$/, '<month>');
  }
  if ('Item' in input || 'TableName' in input) {
    const { Item, Key } = input as { readonly Item?: ItemKey; readonly Key?: ItemKey };
    return kindOf(Item ?? Key);
  }
  // Names of snapshots and runs differ from start to start.
  const { Key = '' } = input as { readonly Key?: string };
  return Key.replace(/\d{8}T\d{9}Z-\w+/, '<snapshot>').replace(/imp_\w+/, '<run>');
}

interface ItemKey {
  readonly pk?: { readonly S?: string };
  readonly sk?: { readonly S?: string };
}

function kindsOf(keys: readonly ItemKey[]): string {
  const counts = Map.groupBy(keys, kindOf);
  return [...counts].map(([kind, some]) => `${kind} × ${some.length}`).join(', ');
}

/** `CUSTOMER#…` with `ORDER#…` is CUSTOMER/ORDER. */
function kindOf(key: ItemKey | undefined): string {
  const [pk = '', sk = ''] = [key?.pk?.S, key?.sk?.S].map((text) => text?.split('#')[0]);
  return `${pk}/${/^\d{4}-/.test(sk) ? 'TIME' : sk}`;
}
