import { createHash } from 'node:crypto';
import { decodeAwsChunked } from './aws-chunked.ts';
import { type ChecksumClaim, checkValue } from './checksum-claim.ts';
import { type Checksum, checksumHeader, createHasher } from './checksums.ts';
import { createChunkVerifier } from './chunk-signature.ts';
import { S3Error } from './errors.ts';
import type { S3Request } from './request.ts';
import type { Authorization } from './signature.ts';

export interface AuthorizedRequest extends S3Request {
  readonly authorization: Authorization;
}

export type Sink = (chunk: Buffer) => Promise<void>;

/** A body that arrived whole and is what its sender said it is. */
export interface ReceivedBody {
  readonly size: number;
  /** Hexadecimal. */
  readonly md5: string;
  readonly checksum: Checksum | undefined;
}

/** Most bytes one request may carry: 5 GiB. Larger objects come in parts. */
export const maxBodyBytes = 5 * 1024 ** 3;

/**
 * Passes a body to `sink` as it arrives and verifies it against every promise the request made:
 * length, Content-MD5, checksum, payload hash, chunk signatures.
 *
 * @throws S3Error after some or all bytes have reached the sink: only a return makes them good.
 */
export async function receiveBody(
  request: AuthorizedRequest,
  claim: ChecksumClaim | undefined,
  sink: Sink,
): Promise<ReceivedBody> {
  const trailers = new Map<string, string>();
  const md5 = createHash('md5');
  const hasher = claim && createHasher(claim.algorithm);
  const sha256 = isHash(request.authorization.payload) ? createHash('sha256') : undefined;
  let size = 0;
  for await (const chunk of decodedBody(request, trailers)) {
    size += chunk.length;
    checkSize(size);
    md5.update(chunk);
    hasher?.update(chunk);
    sha256?.update(chunk);
    await sink(chunk);
  }
  const digest = md5.digest();
  checkLength(request, size);
  checkPayloadHash(request, sha256?.digest('hex'));
  checkMd5(request, digest);
  const checksum =
    claim && verifyChecksum(claim, trailers, hasher?.digest().toString('base64') ?? '');
  return { size, md5: digest.toString('hex'), checksum };
}

/** Reads a small body, such as an XML document, into memory. */
export async function receiveText(
  request: AuthorizedRequest,
  claim: ChecksumClaim | undefined,
): Promise<string> {
  const maxBytes = 8 * 1024 ** 2;
  const chunks: Buffer[] = [];
  let size = 0;
  await receiveBody(request, claim, async (chunk) => {
    size += chunk.length;
    if (size > maxBytes) {
      throw new S3Error(
        'MaxMessageLengthExceeded',
        `Expected a document of at most ${maxBytes} bytes.`,
      );
    }
    chunks.push(chunk);
  });
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * The length of the object in the body, known before it is read.
 *
 * @throws S3Error MissingContentLength, EntityTooLarge past 5 GiB.
 */
export function declaredLength(request: S3Request): number {
  const text =
    request.headers.get('x-amz-decoded-content-length') ?? request.headers.get('content-length');
  if (text === undefined || !/^\d{1,15}$/.test(text)) {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  return checkSize(Number(text));
}

function decodedBody(
  request: AuthorizedRequest,
  trailers: Map<string, string>,
): AsyncIterable<Buffer> {
  const { authorization, body } = request;
  switch (authorization.payload) {
    case 'UNSIGNED-PAYLOAD':
      return body;
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return decodeAwsChunked(body, { trailers, verifier: undefined });
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return decodeAwsChunked(body, {
        trailers,
        verifier: createChunkVerifier(authorization, false),
      });
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return decodeAwsChunked(body, {
        trailers,
        verifier: createChunkVerifier(authorization, true),
      });
    default:
      if (isHash(authorization.payload)) return body;
      throw new S3Error(
        'InvalidArgument',
        `Expected x-amz-content-sha256 to be a SHA-256 or a known name, got "${authorization.payload}".`,
      );
  }
}

function isHash(payload: string): boolean {
  return /^[0-9a-f]{64}$/.test(payload);
}

function checkSize(size: number): number {
  if (size <= maxBodyBytes) return size;
  throw new S3Error(
    'EntityTooLarge',
    `Expected at most ${maxBodyBytes} bytes in one request, got ${size}.`,
  );
}

function checkLength(request: S3Request, size: number): void {
  const declared = request.headers.get('x-amz-decoded-content-length');
  if (declared === undefined || Number(declared) === size) return;
  throw new S3Error('IncompleteBody', `Expected ${declared} bytes after decoding, got ${size}.`);
}

function checkPayloadHash({ authorization }: AuthorizedRequest, actual: string | undefined): void {
  if (actual === undefined || actual === authorization.payload) return;
  throw new S3Error(
    'XAmzContentSHA256Mismatch',
    `Expected a body with SHA-256 ${authorization.payload}, got ${actual}.`,
  );
}

function checkMd5(request: S3Request, actual: Buffer): void {
  const claimed = request.headers.get('content-md5');
  if (claimed === undefined) return;
  const bytes = Buffer.from(claimed, 'base64');
  if (bytes.length !== actual.length) {
    throw new S3Error(
      'InvalidDigest',
      `Expected Content-MD5 to be 16 bytes in Base64, got "${claimed}".`,
    );
  }
  if (!bytes.equals(actual)) {
    throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
}

function verifyChecksum(
  { algorithm, value }: ChecksumClaim,
  trailers: ReadonlyMap<string, string>,
  actual: string,
): Checksum {
  const header = checksumHeader(algorithm);
  const claimed = value ?? trailers.get(header);
  if (claimed === undefined) {
    throw new S3Error('MalformedTrailerError', `Expected the trailer ${header}, got none.`);
  }
  if (checkValue(algorithm, claimed) !== actual) {
    throw new S3Error(
      'BadDigest',
      `The ${algorithm} you specified did not match the calculated checksum.`,
    );
  }
  return { algorithm, type: 'FULL_OBJECT', value: actual };
}
