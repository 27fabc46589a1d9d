import { timingSafeEqual } from 'node:crypto';
import { canonicalRequest, sha256Hex, sign, signingKey } from './canonical-request.ts';
import { S3Error } from './errors.ts';
import type { S3Request } from './request.ts';
import { readClaim, type SignatureClaim } from './signature-claim.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** What a verified signature leaves for the body: how it is protected, and the key for signed chunks. */
export interface Authorization {
  readonly payload: string;
  readonly key: Buffer;
  readonly scope: string;
  readonly timestamp: string;
  readonly signature: string;
}

const minuteMs = 60_000;
/** How far a client's clock may be off, either way. */
const maxSkewMs = 15 * minuteMs;

/**
 * Verifies a Signature Version 4 in the header or in a presigned URL.
 *
 * The body is not touched: a payload hash is checked where the body is read.
 *
 * @throws S3Error SignatureDoesNotMatch, InvalidAccessKeyId, RequestTimeTooSkewed, AccessDenied
 *   (anonymous, expired, or an `x-amz-*` header left unsigned), or that a part is malformed.
 */
export function authorize(request: S3Request, credentials: Credentials, now: Date): Authorization {
  const claim = readClaim(request);
  checkTime(claim, now);
  checkScope(claim, credentials);
  checkSignedHeaders(claim, request);
  const key = signingKey(credentials.secretAccessKey, claim.scope);
  const canonical = canonicalRequest(request, claim.signedHeaders, claim.payload);
  const expected = sign(key, [
    'AWS4-HMAC-SHA256',
    claim.timestamp,
    claim.scope,
    sha256Hex(canonical),
  ]);
  if (!isSameSignature(expected, claim.signature)) {
    throw new S3Error(
      'SignatureDoesNotMatch',
      'The signature does not fit the request: check the secret access key and what was signed.',
    );
  }
  return { ...claim, key };
}

function checkTime(claim: SignatureClaim, now: Date): void {
  const signedAt = parseTimestamp(claim.timestamp);
  const ageMs = now.getTime() - signedAt;
  if (claim.expiresIn === undefined) {
    if (Math.abs(ageMs) <= maxSkewMs) return;
    const minutes = Math.round(ageMs / minuteMs);
    throw new S3Error(
      'RequestTimeTooSkewed',
      `The request was signed ${minutes} minutes ago; expected at most 15.`,
    );
  }
  if (ageMs < -maxSkewMs) throw new S3Error('AccessDenied', 'Request is not yet valid');
  if (ageMs > claim.expiresIn * 1000) throw new S3Error('AccessDenied', 'Request has expired');
}

function parseTimestamp(timestamp: string): number {
  const time = Date.parse(
    timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (!Number.isNaN(time)) return time;
  throw new S3Error('AccessDenied', `Expected a date like 20261121T213705Z, got "${timestamp}".`);
}

function checkScope(claim: SignatureClaim, credentials: Credentials): void {
  if (claim.accessKeyId !== credentials.accessKeyId) {
    throw new S3Error(
      'InvalidAccessKeyId',
      `The access key "${claim.accessKeyId}" does not exist here.`,
    );
  }
  const expected = `${claim.timestamp.slice(0, 8)}/${credentials.region}/s3/aws4_request`;
  if (claim.scope !== expected) {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      `Expected the scope ${expected}, got ${claim.scope}.`,
    );
  }
}

/** An `x-amz-*` header that nobody signed could change what a presigned URL was meant to allow. */
function checkSignedHeaders(claim: SignatureClaim, request: S3Request): void {
  const signed = new Set(claim.signedHeaders);
  const unsigned = [...request.headers.keys()].filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signed.has(name),
  );
  // A presigned URL is made before anybody knows the body, so its hash may come unsigned.
  const offending = unsigned.filter((name) => name !== 'x-amz-content-sha256');
  if (offending.length === 0) return;
  throw new S3Error(
    'AccessDenied',
    `There were headers present in the request which were not signed: ${offending.join(', ')}`,
  );
}

/** Compares in a time that does not depend on where two signatures differ. */
export function isSameSignature(expected: string, actual: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(actual);
  return a.length === b.length && timingSafeEqual(a, b);
}
