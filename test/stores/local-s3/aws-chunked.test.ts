import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeAwsChunked } from '../../../lambda/local/s3/aws-chunked.ts';
import { signingKey } from '../../../lambda/local/s3/canonical-request.ts';
import { createChunkVerifier } from '../../../lambda/local/s3/chunk-signature.ts';
import { sendRaw } from './raw-request.ts';
import { bucket, startTestServer, type TestServer } from './test-server.ts';

async function* inPieces(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

async function decode(
  body: Buffer,
  pieceSize: number,
  verifier?: ReturnType<typeof createChunkVerifier>,
) {
  const trailers = new Map<string, string>();
  const pieces: Buffer[] = [];
  for await (const piece of decodeAwsChunked(inPieces(body, pieceSize), { verifier, trailers })) {
    pieces.push(piece);
  }
  return { data: Buffer.concat(pieces).toString('latin1'), trailers: Object.fromEntries(trailers) };
}

test('the framing comes off wherever the network cuts it', async () => {
  const body = Buffer.from(
    '5\r\nhe\r\nl\r\nA\r\nlo, world!\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n',
  );
  const decoded = { data: 'he\r\nllo, world!', trailers: { 'x-amz-checksum-crc32': 'AAAA' } };
  for (let size = 1; size <= body.length; size += 1)
    expect(await decode(body, size)).toEqual(decoded);
});

describe('the example of the S3 documentation', () => {
  // "Signature Calculations: Transferring Payload in Multiple Chunks", Amazon S3 API Reference.
  const scope = '20130524/us-east-1/s3/aws4_request';
  const example = () =>
    createChunkVerifier(
      {
        payload: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        key: signingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', scope),
        scope,
        timestamp: '20130524T000000Z',
        signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
      },
      false,
    );
  const framed = (first: string) =>
    Buffer.from(
      [
        '10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
        first,
        '400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
        'a'.repeat(1024),
        '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
        '',
        '',
      ].join('\r\n'),
    );

  test('verifies', async () => {
    const { data } = await decode(framed('a'.repeat(65_536)), 10_000, example());
    expect(data).toBe('a'.repeat(66_560));
  });

  test('is refused with one byte changed', async () => {
    const changed = framed(`${'a'.repeat(65_535)}b`);
    await expect(decode(changed, 10_000, example())).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
  });
});

describe('a streamed body', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  const checksum = (text: string) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(text));
    return bytes.toString('base64');
  };
  const send = (body: string, length = 5) =>
    sendRaw(server.port, {
      method: 'PUT',
      path: `/${bucket}/streamed`,
      payload: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      headers: {
        'x-amz-trailer': 'x-amz-checksum-crc32',
        'x-amz-decoded-content-length': String(length),
        'content-encoding': 'aws-chunked',
      },
      body,
    });

  test('with the right trailer is stored', async () => {
    const trailer = `x-amz-checksum-crc32:${checksum('hello')}`;
    expect((await send(`5\r\nhello\r\n0\r\n${trailer}\r\n\r\n`)).status).toBe(200);
  });

  test.each([
    ['another checksum', '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', 'BadDigest'],
    ['no trailer', '5\r\nhello\r\n0\r\n\r\n', 'MalformedTrailerError'],
    ['a trailer that is none', '5\r\nhello\r\n0\r\nnonsense\r\n\r\n', 'MalformedTrailerError'],
    ['an end too early', '5\r\nhel', 'IncompleteBody'],
    ['no final chunk', '5\r\nhello\r\n', 'IncompleteBody'],
    ['a size that is no number', 'five\r\nhello\r\n0\r\n\r\n', 'IncompleteBody'],
    ['a size that is too small', '3\r\nhello\r\n0\r\n\r\n', 'IncompleteBody'],
    [
      'bytes behind its end',
      `5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\nmore`,
      'IncompleteBody',
    ],
    ['an endless line', 'a'.repeat(100_000), 'IncompleteBody'],
    ['no framing at all', 'hello', 'IncompleteBody'],
  ])('with %s is refused', async (_, body, code) => {
    expect(await send(body)).toMatchObject({ status: 400, code });
  });

  test('of another length than declared is refused', async () => {
    const body = `5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${checksum('hello')}\r\n\r\n`;
    expect(await send(body, 6)).toMatchObject({ status: 400, code: 'IncompleteBody' });
  });

  test('in an unknown way of streaming is refused', async () => {
    const raw = { method: 'PUT', path: `/${bucket}/x`, payload: 'STREAMING-SOMETHING', body: 'x' };
    expect(await sendRaw(server.port, raw)).toMatchObject({ status: 400, code: 'InvalidArgument' });
  });
});
