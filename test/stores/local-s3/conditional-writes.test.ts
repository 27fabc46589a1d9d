import {
  CopyObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bucket, refusal, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const put = (input: Partial<PutObjectCommandInput>) =>
  server.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'key', Body: 'x', ...input }));

async function read(key: string): Promise<string | undefined> {
  const { Body } = await server.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Body?.transformToString();
}

/** The indices of the writers that succeeded, and the distinct codes of those that did not. */
async function race(write: (writer: number) => Promise<unknown>) {
  const writers = Array.from({ length: 50 }, (_, writer) => writer);
  const results = await Promise.allSettled(writers.map(write));
  return {
    winners: writers.filter((writer) => results[writer]?.status === 'fulfilled'),
    codes: [
      ...new Set(
        results.flatMap((r) => (r.status === 'rejected' ? [(r.reason as Error).name] : [])),
      ),
    ],
  };
}

test('of 50 writers that want a new key, exactly one gets it', async () => {
  const { winners, codes } = await race((writer) =>
    put({ Key: 'new', Body: `writer ${writer}`, IfNoneMatch: '*' }),
  );
  expect(winners).toHaveLength(1);
  expect(codes).toEqual(['PreconditionFailed']);
  expect(await read('new')).toBe(`writer ${winners[0]}`);
});

test('of 50 writers that replace one version, exactly one does', async () => {
  const { ETag } = await put({ Key: 'pointer', Body: 'start' });
  const { winners, codes } = await race((writer) =>
    put({ Key: 'pointer', Body: `writer ${writer}`, IfMatch: ETag }),
  );
  expect(winners).toHaveLength(1);
  expect(codes).toEqual(['PreconditionFailed']);
  expect(await read('pointer')).toBe(`writer ${winners[0]}`);
});

test('If-Match on a key that does not exist is NoSuchKey', async () => {
  expect(await refusal(put({ Key: 'absent', IfMatch: '"0"' }))).toEqual({
    code: 'NoSuchKey',
    status: 404,
  });
});

test('If-None-Match with an ETag is not implemented, as on S3', async () => {
  expect(await refusal(put({ IfNoneMatch: '"0"' }))).toEqual({
    code: 'NotImplemented',
    status: 501,
  });
});

test('a copy may be on condition that the key is new', async () => {
  await put({ Key: 'source' });
  const input = { Bucket: bucket, Key: 'target', CopySource: `${bucket}/source`, IfNoneMatch: '*' };
  await server.client.send(new CopyObjectCommand(input));
  expect((await refusal(server.client.send(new CopyObjectCommand(input)))).code).toBe(
    'PreconditionFailed',
  );
});

test('a refused write leaves no bytes behind', async () => {
  const { readdir } = await import('node:fs/promises');
  const blobs = `${server.directory}/buckets/${bucket}/blobs`;
  await put({ Key: 'kept' });
  const before = await readdir(blobs);
  await refusal(put({ Key: 'kept', IfNoneMatch: '*' }));
  expect(await readdir(blobs)).toEqual(before);
});
