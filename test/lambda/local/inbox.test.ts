import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3EventRecord, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { uploadReceives } from '../../../lambda/layout.ts';
import { type Inbox, openInbox } from '../../../lambda/local/inbox.ts';
import { createdRecord } from '../../../lambda/local/s3/events.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clv-inbox-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function created(key: string, etag = 'e1'): S3EventRecord {
  const object = { key, size: 1, etag, sequencer: '1' };
  const creation = { kind: 'Put', bucket: 'data', object, requestId: 'r' } as const;
  return createdRecord(creation, 'us-east-1', new Date('2026-07-01T00:00:00Z'));
}

function keysOf({ Records }: SQSEvent): string[] {
  return Records.flatMap(({ body }) =>
    (JSON.parse(body).Records as S3EventRecord[]).map(({ s3 }) => s3.object.key),
  );
}

/** An inbox whose handler fails as often as told, and what it was handed. */
async function open(failures = 0): Promise<{ inbox: Inbox; handed: string[]; dead: string[] }> {
  const handed: string[] = [];
  const dead: string[] = [];
  let left = failures;
  const inbox = await openInbox({
    directory,
    handler: async (event) => {
      handed.push(...keysOf(event));
      left -= 1;
      const failed = event.Records.map(({ messageId }) => ({ itemIdentifier: messageId }));
      return { batchItemFailures: left >= 0 ? failed : [] };
    },
    onDead: (key) => dead.push(key),
  });
  return { inbox, handed, dead };
}

test('messages are delivered one at a time, in the order they came', async () => {
  const { inbox, handed } = await open();
  for (const key of ['a', 'b', 'c']) {
    await inbox.push(created(key));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await inbox.idle();
  expect(handed).toEqual(['a', 'b', 'c']);
});

test('a message that fails is delivered again', async () => {
  const { inbox, handed, dead } = await open(2);
  await inbox.push(created('a'));
  await inbox.idle();
  expect({ handed, dead }).toEqual({ handed: ['a', 'a', 'a'], dead: [] });
});

test('a message that fails as often as the queue allows is put aside and told of', async () => {
  const { inbox, handed, dead } = await open(9);
  await inbox.push(created('a'));
  await inbox.idle();
  expect({ handed: handed.length, dead }).toEqual({ handed: uploadReceives, dead: ['a'] });
  expect(await readdir(join(directory, 'dead'))).toHaveLength(1);
});

test('what waited when the process ended is delivered by the next one', async () => {
  const first = await open();
  await first.inbox.stop();
  await first.inbox.push(created('a'));
  expect(first.handed).toEqual([]);
  const second = await open();
  await second.inbox.idle();
  expect(second.handed).toEqual(['a']);
});

test('an object counts as seen by its key and its content', async () => {
  const { inbox } = await open();
  await inbox.push(created('uploads/orders/Ä b+c.csv'));
  await inbox.idle();
  expect(await inbox.hasSeen('uploads/orders/Ä b+c.csv', 'e1')).toBe(true);
  expect(await inbox.hasSeen('uploads/orders/Ä b+c.csv', 'e2')).toBe(false);
});
