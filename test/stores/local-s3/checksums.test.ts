import { ChecksumAlgorithm, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checksumAlgorithms, createHasher } from '../../../lambda/local/s3/checksums.ts';
import { sendRaw } from './raw-request.ts';
import { bucket, seededBytes, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

// The check values of the CRC catalogue (reveng.sourceforge.io/crc-catalogue) for "123456789".
test.each([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
] as const)('%s of the nine digits is %s', (algorithm, expected) => {
  const hasher = createHasher(algorithm);
  for (const digit of '123456789') hasher.update(Buffer.from(digit));
  expect(hasher.digest().toString('hex')).toBe(expected);
});

test.each(checksumAlgorithms)('the SDK and the server agree on %s', async (algorithm) => {
  const body = seededBytes(100_000);
  const input = { Bucket: bucket, Key: algorithm, Body: body };
  const put = await server.client.send(
    new PutObjectCommand({ ...input, ChecksumAlgorithm: ChecksumAlgorithm[algorithm] }),
  );
  const got = await server.client.send(
    new GetObjectCommand({ Bucket: bucket, Key: algorithm, ChecksumMode: 'ENABLED' }),
  );
  await got.Body?.transformToByteArray();
  const expected = createHasher(algorithm);
  expected.update(body);
  const value = expected.digest().toString('base64');
  expect([put[`Checksum${algorithm}`], got[`Checksum${algorithm}`]]).toEqual([value, value]);
});

describe('a body that is not what its sender says', () => {
  const send = (headers: Record<string, string>, payload?: string) =>
    sendRaw(server.port, {
      method: 'PUT',
      path: `/${bucket}/corrupt`,
      headers,
      body: 'corrupt',
      ...(payload === undefined ? {} : { payload }),
    });

  test.each([
    ['x-amz-checksum-crc32', 'AAAAAA==', 'BadDigest'],
    ['x-amz-checksum-crc32c', 'AAAAAA==', 'BadDigest'],
    ['x-amz-checksum-crc64nvme', 'AAAAAAAAAAA=', 'BadDigest'],
    ['x-amz-checksum-sha1', `${'A'.repeat(27)}=`, 'BadDigest'],
    ['x-amz-checksum-sha256', `${'A'.repeat(43)}=`, 'BadDigest'],
    ['content-md5', `${'A'.repeat(22)}==`, 'BadDigest'],
    ['content-md5', 'short', 'InvalidDigest'],
    ['x-amz-checksum-crc32', 'not base64', 'InvalidRequest'],
    ['x-amz-sdk-checksum-algorithm', 'CRC32', 'InvalidRequest'],
  ])('is refused for %s: %s', async (header, value, code) => {
    expect(await send({ [header]: value })).toMatchObject({ status: 400, code });
  });

  test('is refused for another SHA-256 in its signature', async () => {
    expect(await send({}, '0'.repeat(64))).toMatchObject({
      status: 400,
      code: 'XAmzContentSHA256Mismatch',
    });
  });

  test('is refused for two checksums', async () => {
    const headers = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-crc32c': 'AAAAAA==' };
    expect(await send(headers)).toMatchObject({ status: 400, code: 'InvalidRequest' });
  });

  test('is not stored', async () => {
    await send({ 'x-amz-checksum-crc32': 'AAAAAA==' });
    const read = await sendRaw(server.port, { method: 'GET', path: `/${bucket}/corrupt` });
    expect(read).toMatchObject({ status: 404, code: 'NoSuchKey' });
  });
});

test('a range is sent without the checksum of the whole', async () => {
  await server.put('ranged', '0123456789');
  const output = await server.client.send(
    new GetObjectCommand({
      Bucket: bucket,
      Key: 'ranged',
      Range: 'bytes=0-1',
      ChecksumMode: 'ENABLED',
    }),
  );
  expect(await output.Body?.transformToString()).toBe('01');
  expect(output.ChecksumCRC32).toBeUndefined();
});
