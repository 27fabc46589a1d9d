import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHasher } from '../../../lambda/local/s3/checksums.ts';
import { sendRaw } from './raw-request.ts';
import { bucket, refusal, seededBytes, startTestServer, type TestServer } from './test-server.ts';

const mebibyte = 1024 ** 2;
const large = seededBytes(5 * mebibyte, 1);
const small = seededBytes(1000, 2);

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

async function begin(key: string, options = {}): Promise<string> {
  const input = { Bucket: bucket, Key: key, ...options };
  const { UploadId } = await server.client.send(new CreateMultipartUploadCommand(input));
  return UploadId ?? '';
}

async function send(
  key: string,
  uploadId: string,
  number: number,
  body: Buffer,
): Promise<CompletedPart> {
  const input = { Bucket: bucket, Key: key, UploadId: uploadId, PartNumber: number, Body: body };
  const { ETag, ChecksumCRC32 } = await server.client.send(new UploadPartCommand(input));
  return { PartNumber: number, ETag, ChecksumCRC32 };
}

const complete = (key: string, uploadId: string, parts: CompletedPart[], options = {}) =>
  server.client.send(
    new CompleteMultipartUploadCommand({
      Bucket: bucket,
      Key: key,
      UploadId: uploadId,
      MultipartUpload: { Parts: parts },
      ...options,
    }),
  );

async function read(key: string): Promise<Buffer> {
  const { Body } = await server.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

test('a stream of unknown length goes up in parts and comes back whole', async () => {
  const bytes = seededBytes(12 * mebibyte, 3);
  const pieces = Array.from({ length: 120 }, (_, at) =>
    bytes.subarray(at * 104_858, (at + 1) * 104_858),
  );
  const upload = new Upload({
    client: server.client,
    params: {
      Bucket: bucket,
      Key: 'streamed',
      Body: Readable.from(pieces),
      ContentType: 'text/csv',
    },
  });
  const { ETag } = await upload.done();
  expect(ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
  expect((await read('streamed')).equals(bytes)).toBe(true);
});

test('a stream smaller than a part goes up in one request', async () => {
  const params = { Bucket: bucket, Key: 'tiny', Body: Readable.from([Buffer.from('tiny')]) };
  await new Upload({ client: server.client, params }).done();
  expect((await read('tiny')).toString()).toBe('tiny');
});

test('the ETag is the MD5 of the MD5s of the parts, and their number', async () => {
  const id = await begin('etag');
  const parts = [await send('etag', id, 3, large), await send('etag', id, 7, small)];
  const { ETag } = await complete('etag', id, parts);
  const md5 = (data: Buffer) => createHash('md5').update(data).digest();
  const expected = md5(Buffer.concat([md5(large), md5(small)])).toString('hex');
  expect(ETag).toBe(`"${expected}-2"`);
  expect((await read('etag')).equals(Buffer.concat([large, small]))).toBe(true);
});

test('a composite checksum covers the checksums of the parts', async () => {
  const id = await begin('composite', { ChecksumAlgorithm: 'CRC32' });
  const parts = [await send('composite', id, 1, large), await send('composite', id, 2, small)];
  const { ChecksumCRC32, ChecksumType } = await complete('composite', id, parts);
  const crc = (data: Buffer) => {
    const hasher = createHasher('CRC32');
    hasher.update(data);
    return hasher.digest();
  };
  const expected = crc(Buffer.concat([crc(large), crc(small)])).toString('base64');
  expect([ChecksumCRC32, ChecksumType]).toEqual([`${expected}-2`, 'COMPOSITE']);
});

test('a checksum of the full object covers its bytes and is verified', async () => {
  const start = async () => {
    const id = await begin('full', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    return [id, [await send('full', id, 1, large), await send('full', id, 2, small)]] as const;
  };
  const hasher = createHasher('CRC32');
  hasher.update(Buffer.concat([large, small]));
  const value = hasher.digest().toString('base64');
  const [bad, badParts] = await start();
  const wrong = complete('full', bad, [...badParts], { ChecksumCRC32: 'AAAAAA==' });
  expect((await refusal(wrong)).code).toBe('BadDigest');
  const [good, goodParts] = await start();
  const right = await complete('full', good, [...goodParts], { ChecksumCRC32: value });
  expect([right.ChecksumCRC32, right.ChecksumType]).toEqual([value, 'FULL_OBJECT']);
});

test('a part sent again takes the place of the first', async () => {
  const id = await begin('again');
  const first = await send('again', id, 1, large);
  const second = await send('again', id, 1, small);
  expect((await refusal(complete('again', id, [first]))).code).toBe('InvalidPart');
  await complete('again', id, [second]);
  expect((await read('again')).equals(small)).toBe(true);
});

test('parts are listed by number, a page at a time', async () => {
  const id = await begin('listed');
  for (const number of [10, 2, 1]) await send('listed', id, number, small);
  const input = { Bucket: bucket, Key: 'listed', UploadId: id };
  const first = await server.client.send(new ListPartsCommand({ ...input, MaxParts: 2 }));
  const marker = first.NextPartNumberMarker;
  const second = await server.client.send(
    new ListPartsCommand({ ...input, PartNumberMarker: marker }),
  );
  expect(first.Parts?.map((part) => [part.PartNumber, part.Size])).toEqual([
    [1, 1000],
    [2, 1000],
  ]);
  expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false]);
  expect(second.Parts?.map((part) => part.PartNumber)).toEqual([10]);
});

test('an aborted upload is gone', async () => {
  const id = await begin('aborted');
  const part = await send('aborted', id, 1, small);
  const input = { Bucket: bucket, Key: 'aborted', UploadId: id };
  await server.client.send(new AbortMultipartUploadCommand(input));
  expect(await refusal(complete('aborted', id, [part]))).toEqual({
    code: 'NoSuchUpload',
    status: 404,
  });
  expect((await refusal(send('aborted', id, 1, small))).code).toBe('NoSuchUpload');
});

test('parts out of order, unknown or too small are refused, and the upload lives on', async () => {
  const id = await begin('refused');
  const parts = [await send('refused', id, 1, small), await send('refused', id, 2, large)];
  const reversed = refusal(complete('refused', id, parts.toReversed()));
  const unknown = refusal(complete('refused', id, [{ PartNumber: 9, ETag: '"0"' }]));
  const tooSmall = refusal(complete('refused', id, parts));
  expect([(await reversed).code, (await unknown).code, (await tooSmall).code]).toEqual([
    'InvalidPartOrder',
    'InvalidPart',
    'EntityTooSmall',
  ]);
  await complete('refused', id, parts.slice(1));
});

test.each(['0', '10001', 'x', '-1'])('the part number %s is refused', async (partNumber) => {
  const uploadId = await begin('numbers');
  const query = { partNumber, uploadId };
  const response = await sendRaw(server.port, { method: 'PUT', path: `/${bucket}/numbers`, query });
  expect(response).toMatchObject({ status: 400, code: 'InvalidArgument' });
});

test.each(['nope', '../../objects', '', '0'.repeat(32)])(
  'the upload id %j is unknown',
  async (uploadId) => {
    const query = { partNumber: '1', uploadId };
    const response = await sendRaw(server.port, { method: 'PUT', path: `/${bucket}/x`, query });
    expect(response).toMatchObject({ status: 404, code: 'NoSuchUpload' });
  },
);

test('an upload belongs to its key', async () => {
  const id = await begin('mine');
  expect((await refusal(send('yours', id, 1, small))).code).toBe('NoSuchUpload');
});

test('completion on condition that the key is new has one winner', async () => {
  const ids = await Promise.all(Array.from({ length: 8 }, () => begin('contested')));
  const results = await Promise.allSettled(
    ids.map(async (id) => {
      const part = await send('contested', id, 1, small);
      return complete('contested', id, [part], { IfNoneMatch: '*' });
    }),
  );
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
});

test('an upload goes on after a restart', async () => {
  const own = await startTestServer();
  const input = { Bucket: bucket, Key: 'resumed' };
  const { UploadId } = await own.client.send(new CreateMultipartUploadCommand(input));
  const part = { ...input, UploadId, PartNumber: 1, Body: small };
  const { ETag, ChecksumCRC32 } = await own.client.send(new UploadPartCommand(part));
  const again = await own.restart();
  const Parts = [{ PartNumber: 1, ETag, ChecksumCRC32 }];
  await again.client.send(
    new CompleteMultipartUploadCommand({ ...input, UploadId, MultipartUpload: { Parts } }),
  );
  const { Body } = await again.client.send(new GetObjectCommand(input));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(small)).toBe(true);
  await again.close();
});
