import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bucket, refusal, seededBytes, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

async function get(key: string, options: Partial<GetObjectCommandInput> = {}) {
  const output = await server.client.send(
    new GetObjectCommand({ Bucket: bucket, Key: key, ...options }),
  );
  const bytes = await output.Body?.transformToByteArray();
  return { ...output, text: Buffer.from(bytes ?? []).toString('utf8') };
}

test('an object comes back with its bytes, type, encoding, metadata and ETag', async () => {
  const put = await server.client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: 'described.csv',
      Body: 'a,b\n',
      ContentType: 'text/csv',
      ContentEncoding: 'identity',
      CacheControl: 'no-store',
      Metadata: { kind: 'orders', 'rows-read': '1' },
    }),
  );
  const object = await get('described.csv');
  expect(put.ETag).toBe(`"${createHash('md5').update('a,b\n').digest('hex')}"`);
  expect(object).toMatchObject({
    text: 'a,b\n',
    ContentType: 'text/csv',
    ContentEncoding: 'identity',
    CacheControl: 'no-store',
    ContentLength: 4,
    ETag: put.ETag,
    Metadata: { kind: 'orders', 'rows-read': '1' },
  });
});

test('HEAD tells what GET would, without the bytes', async () => {
  await server.put('headed', 'four');
  const head = await server.client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'headed' }));
  expect(head).toMatchObject({ ContentLength: 4, ETag: (await get('headed')).ETag });
});

test('an empty object is an object', async () => {
  await server.put('empty', '');
  expect(await get('empty')).toMatchObject({ text: '', ContentLength: 0 });
});

test('a file stream is stored without its aws-chunked framing', async () => {
  const bytes = seededBytes(300_000);
  const path = join(server.directory, 'source.bin');
  await writeFile(path, bytes);
  await server.client.send(
    new PutObjectCommand({ Bucket: bucket, Key: 'from-file', Body: createReadStream(path) }),
  );
  const { Body, ContentEncoding } = await server.client.send(
    new GetObjectCommand({ Bucket: bucket, Key: 'from-file' }),
  );
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  expect(ContentEncoding).toBeUndefined();
});

test('a stream of known length is stored whole', async () => {
  const body = Readable.from([Buffer.from('one '), Buffer.from('two')]);
  await server.client.send(
    new PutObjectCommand({ Bucket: bucket, Key: 'streamed', Body: body, ContentLength: 7 }),
  );
  expect((await get('streamed')).text).toBe('one two');
});

const oddKeys = [
  'with space and+plus',
  'ünïcödé/日本/😀',
  '../../escape',
  'a/../b/./c',
  '/leading//double',
  'folder/',
  'a',
  'a/b',
  'CASE',
  'case',
  '%2F%zz',
  '!\'()*~&=?#<>"',
  'newline\nand\ttab',
  'é',
  'e\u0301',
  'x'.repeat(1024),
];

test.each(oddKeys)('the key %j keeps its own object', async (key) => {
  await server.put(key, `body of ${key}`);
  for (const other of oddKeys) if (other !== key) await server.put(other, 'other');
  expect((await get(key)).text).toBe(`body of ${key}`);
});

test('a key past 1,024 bytes is refused', async () => {
  expect(await refusal(server.put('é'.repeat(513)))).toEqual({
    code: 'KeyTooLongError',
    status: 400,
  });
});

test.each([
  ['bytes=0-3', '0123', 'bytes 0-3/10'],
  ['bytes=7-', '789', 'bytes 7-9/10'],
  ['bytes=-2', '89', 'bytes 8-9/10'],
  ['bytes=-50', '0123456789', 'bytes 0-9/10'],
  ['bytes=8-99', '89', 'bytes 8-9/10'],
])('the range %s gives %s', async (range, text, contentRange) => {
  await server.put('digits', '0123456789');
  expect(await get('digits', { Range: range })).toMatchObject({
    text,
    ContentRange: contentRange,
    ContentLength: text.length,
    $metadata: { httpStatusCode: 206 },
  });
});

test.each(['bytes=5-2', 'bytes=0-1,3-4', 'lines=0-1', 'bytes=-'])(
  'the range %s is ignored',
  async (range) => {
    await server.put('digits', '0123456789');
    expect(await get('digits', { Range: range })).toMatchObject({ text: '0123456789' });
  },
);

test.each([
  ['digits', 'bytes=10-'],
  ['digits', 'bytes=-0'],
  ['empty', 'bytes=0-0'],
  ['empty', 'bytes=-5'],
])('%s has no byte in %s', async (key, range) => {
  await server.put('digits', '0123456789');
  await server.put('empty', '');
  expect(await refusal(get(key, { Range: range }))).toEqual({ code: 'InvalidRange', status: 416 });
});

test('a reader that has the current version gets 304', async () => {
  await server.put('cached');
  const { ETag, LastModified } = await get('cached');
  const byTag = refusal(get('cached', { IfNoneMatch: ETag }));
  const byTime = refusal(get('cached', { IfModifiedSince: LastModified }));
  expect([(await byTag).status, (await byTime).status]).toEqual([304, 304]);
});

test('a reader that has another version gets the object', async () => {
  await server.put('cached');
  const object = await get('cached', { IfNoneMatch: '"0"', IfModifiedSince: new Date(0) });
  expect(object.text).toBe('content');
});

test('a read on condition of another version is refused', async () => {
  await server.put('cached');
  const failed = { code: 'PreconditionFailed', status: 412 };
  expect(await refusal(get('cached', { IfMatch: '"0"' }))).toEqual(failed);
  expect(await refusal(get('cached', { IfUnmodifiedSince: new Date(0) }))).toEqual(failed);
});

test('response parameters override headers for one read', async () => {
  await server.put('overridden');
  const options = { ResponseContentType: 'text/csv', ResponseContentDisposition: 'attachment' };
  expect(await get('overridden', options)).toMatchObject({
    ContentType: 'text/csv',
    ContentDisposition: 'attachment',
  });
});

test('a missing key and a missing bucket say which is missing', async () => {
  expect(await refusal(get('missing'))).toEqual({ code: 'NoSuchKey', status: 404 });
  expect(await refusal(get('missing', { Bucket: 'no-bucket' }))).toEqual({
    code: 'NoSuchBucket',
    status: 404,
  });
});

test('HEAD of a missing key or bucket is 404', async () => {
  const object = server.client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'missing' }));
  const other = server.client.send(new HeadBucketCommand({ Bucket: 'no-bucket' }));
  expect([(await refusal(object)).status, (await refusal(other)).status]).toEqual([404, 404]);
});

test('buckets are listed, found, and not made twice', async () => {
  const { Buckets } = await server.client.send(new ListBucketsCommand({}));
  await server.client.send(new HeadBucketCommand({ Bucket: bucket }));
  expect(Buckets?.map(({ Name }) => Name)).toEqual([bucket]);
  expect(await refusal(server.client.send(new CreateBucketCommand({ Bucket: bucket })))).toEqual({
    code: 'BucketAlreadyOwnedByYou',
    status: 409,
  });
});

test.each(['UPPER', 'a..b', 'x_y_z', '-ab'])('the bucket name %s is refused', async (name) => {
  const call = server.client.send(new CreateBucketCommand({ Bucket: name }));
  expect(await refusal(call)).toEqual({ code: 'InvalidBucketName', status: 400 });
});

test('a deleted object is gone, and deleting it again is no error', async () => {
  await server.put('doomed');
  const remove = () =>
    server.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'doomed' }));
  await remove();
  await remove();
  expect((await refusal(get('doomed'))).code).toBe('NoSuchKey');
});

test('a delete on condition of another version leaves the object', async () => {
  await server.put('guarded');
  const input = { Bucket: bucket, Key: 'guarded', IfMatch: '"0"' };
  const { code } = await refusal(server.client.send(new DeleteObjectCommand(input)));
  expect([code, (await get('guarded')).text]).toEqual(['PreconditionFailed', 'content']);
});

test('many objects are deleted at once, each with its own result', async () => {
  const keys = ['many/1', 'many/<&>', 'many/never was'];
  await server.put('many/1');
  await server.put('many/<&>');
  const output = await server.client.send(
    new DeleteObjectsCommand({
      Bucket: bucket,
      Delete: { Objects: [...keys.map((Key) => ({ Key })), { Key: 'digits', ETag: '"0"' }] },
    }),
  );
  expect(output.Deleted?.map(({ Key }) => Key)).toEqual(keys);
  expect(output.Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([
    ['digits', 'PreconditionFailed'],
  ]);
});

test('a copy has the bytes and the description of its source', async () => {
  const input = { Bucket: bucket, Key: 'copy source+é', Body: 'copied', Metadata: { a: 'b' } };
  await server.client.send(new PutObjectCommand({ ...input, ContentType: 'text/csv' }));
  const CopySource = `${bucket}/${encodeURIComponent('copy source+é')}`;
  const output = await server.client.send(
    new CopyObjectCommand({ Bucket: bucket, Key: 'copy', CopySource }),
  );
  const copy = await get('copy');
  expect(copy).toMatchObject({ text: 'copied', ContentType: 'text/csv', Metadata: { a: 'b' } });
  expect(output.CopyObjectResult?.ETag).toBe(copy.ETag);
});

test('a copy may replace the description', async () => {
  await server.put('plain', 'copied');
  await server.client.send(
    new CopyObjectCommand({
      Bucket: bucket,
      Key: 'plain',
      CopySource: `${bucket}/plain`,
      MetadataDirective: 'REPLACE',
      Metadata: { new: 'yes' },
    }),
  );
  expect(await get('plain')).toMatchObject({ text: 'copied', Metadata: { new: 'yes' } });
});

test('a copy of a missing object, or on condition of another version, is refused', async () => {
  await server.put('plain');
  const copy = (source: string, condition = {}) =>
    server.client.send(
      new CopyObjectCommand({
        Bucket: bucket,
        Key: 'x',
        CopySource: `${bucket}/${source}`,
        ...condition,
      }),
    );
  expect((await refusal(copy('missing'))).code).toBe('NoSuchKey');
  expect((await refusal(copy('plain', { CopySourceIfMatch: '"0"' }))).code).toBe(
    'PreconditionFailed',
  );
});

test('a reader keeps the version it has begun while the object is replaced', async () => {
  const first = seededBytes(8_000_000, 1);
  await server.put('replaced', first);
  const { Body } = await server.client.send(
    new GetObjectCommand({ Bucket: bucket, Key: 'replaced' }),
  );
  await server.put('replaced', seededBytes(8_000_000, 2));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(first)).toBe(true);
});
