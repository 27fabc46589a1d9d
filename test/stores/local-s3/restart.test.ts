import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startS3Server } from '../../../lambda/local/s3/server.ts';
import { bucket, credentials, openTestServer, region, startTestServer } from './test-server.ts';

test('everything is there after a restart', async () => {
  const first = await startTestServer();
  const input = { Bucket: bucket, Key: 'ü/../kept', Body: 'kept', ContentType: 'text/csv' };
  await first.client.send(new PutObjectCommand({ ...input, Metadata: { a: 'b' } }));
  const { Contents: before } = await first.client.send(
    new ListObjectsV2Command({ Bucket: bucket }),
  );
  const second = await first.restart();
  const { Contents: after } = await second.client.send(
    new ListObjectsV2Command({ Bucket: bucket }),
  );
  const { Body, Metadata, ContentType } = await second.client.send(new GetObjectCommand(input));
  expect(after).toEqual(before);
  expect([await Body?.transformToString(), Metadata, ContentType]).toEqual([
    'kept',
    { a: 'b' },
    'text/csv',
  ]);
  await second.close();
});

test('sequencers rise across a restart, even if the clock has gone back', async () => {
  const first = await startTestServer();
  await first.put('key');
  const earlier = first.events.at(-1)?.s3.object.sequencer ?? '';
  // Ten minutes: within what signatures allow.
  const now = () => new Date(Date.now() - 600_000);
  await first.stop();
  const second = await openTestServer(first.directory, { now });
  await second.put('key');
  const later = second.events.at(-1)?.s3.object.sequencer ?? '';
  expect(later > earlier).toBe(true);
  await second.close();
});

test('what a crash left half written is swept, and nothing else', async () => {
  const first = await startTestServer();
  await first.put('whole');
  await first.stop();
  const folder = join(first.directory, 'buckets', bucket);
  await writeFile(join(folder, 'blobs', 'orphan'), 'half');
  await writeFile(join(folder, 'objects', 'x.json.y.tmp'), '{"key":');
  await writeFile(join(first.directory, 'server.pid'), '999999999');
  const second = await openTestServer(first.directory);
  const { Contents } = await second.client.send(new ListObjectsV2Command({ Bucket: bucket }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(['whole']);
  expect(await readdir(join(folder, 'blobs'))).toHaveLength(1);
  expect(await readdir(join(folder, 'objects'))).toHaveLength(1);
  await second.close();
});

test('two servers do not share a directory', async () => {
  const server = await startTestServer();
  const again = startS3Server({ ...credentials, region, directory: server.directory });
  await expect(again).rejects.toThrow(/Expected .* to be free, but process \d+ is using it/);
  await server.close();
});

test('a taken port is one clear error and leaves the directory free', async () => {
  const server = await startTestServer();
  const directory = join(server.directory, 'other');
  const options = { ...credentials, region, directory };
  await expect(startS3Server({ ...options, port: server.port })).rejects.toThrow(/EADDRINUSE/);
  const free = await startS3Server(options);
  await free.close();
  await server.close();
});

test('closing lets a download under way finish', async () => {
  const server = await startTestServer();
  await server.put('large', Buffer.alloc(20_000_000, 1));
  const { Body } = await server.client.send(new GetObjectCommand({ Bucket: bucket, Key: 'large' }));
  const closing = server.stop();
  const bytes = await Body?.transformToByteArray();
  await closing;
  expect(bytes?.length).toBe(20_000_000);
  await server.close();
});
