import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type S3Server, startS3Server } from '../../../lambda/local/s3/server.ts';
import { s3Customers } from '../../../lambda/stores/s3/customers.ts';
import { createGetObject } from '../../../lambda/stores/s3/get-object.ts';
import { createReader } from '../../../lambda/stores/s3/reader.ts';
import { s3Snapshots } from '../../../lambda/stores/s3/snapshots.ts';
import { uploadObjects, writeSnapshotFiles } from '../../support/snapshot-files.ts';

const bucket = 'shop';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
let directory: string;
let server: S3Server;
let client: S3Client;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 's3-read-'));
  server = await startS3Server({ directory, region: 'eu-central-1', ...credentials });
  client = new S3Client({
    endpoint: server.endpoint,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials,
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  await uploadObjects(client, bucket, new Map([['digits', Buffer.from('0123456789')]]));
});

afterAll(async () => {
  client.destroy();
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

function textOf(answer: Awaited<ReturnType<ReturnType<typeof createGetObject>>>): string {
  return answer.status === 'found'
    ? `${Buffer.from(answer.bytes)} of ${answer.size}`
    : answer.status;
}

test('whole objects, ranges and tails say how large the object is', async () => {
  const get = createGetObject({ client, bucket });
  expect(textOf(await get({ key: 'digits' }))).toBe('0123456789 of 10');
  expect(textOf(await get({ key: 'digits', range: { start: 2, end: 5 } }))).toBe('234 of 10');
  expect(textOf(await get({ key: 'digits', range: { last: 3 } }))).toBe('789 of 10');
  expect(textOf(await get({ key: 'digits', range: { last: 99 } }))).toBe('0123456789 of 10');
});

test('missing and unchanged objects are answers, and every call is told of', async () => {
  const calls: string[] = [];
  const get = createGetObject({ client, bucket, onCall: (...call) => calls.push(call.join(' ')) });
  const found = await get({ key: 'digits' });
  const knownETag = found.status === 'found' ? (found.eTag ?? '') : '';
  expect(textOf(await get({ key: 'digits', knownETag }))).toBe('unchanged');
  expect(textOf(await get({ key: 'nothing' }))).toBe('missing');
  expect(calls).toEqual(['GetObject digits', 'GetObject digits', 'GetObject nothing']);
});

test('a missing bucket is an error', async () => {
  const get = createGetObject({ client, bucket: 'elsewhere' });
  await expect(get({ key: 'digits' })).rejects.toThrow();
});

test('a snapshot in S3 is found by the pointer and read', async () => {
  const files = await writeSnapshotFiles({ seed: 6, customers: 3000, buckets: 2 });
  await uploadObjects(client, bucket, files.objects);
  const reader = createReader({ get: createGetObject({ client, bucket }) });
  const snapshot = await s3Snapshots({ reader, startRefresh: async () => '' }).current();
  const keys = files.customers.slice(0, 100).map(({ customerKey }) => customerKey);
  expect(snapshot && (await s3Customers(reader).rows(snapshot, keys))).toEqual(
    files.customers.slice(0, 100),
  );
});
