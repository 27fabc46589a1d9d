import { S3Error } from './errors.ts';
import type { S3Request } from './request.ts';

/** What a request says about its own signature, before any of it is believed. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  /** `date/region/service/aws4_request`. */
  readonly scope: string;
  /** When it was signed, in ISO 8601 basic format: `20261121T213705Z`. */
  readonly timestamp: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** SHA-256 of the body in hexadecimal, or the name of another way to protect it. */
  readonly payload: string;
  /** Seconds a presigned URL is good for; undefined for a signature in the header. */
  readonly expiresIn: number | undefined;
}

const algorithm = 'AWS4-HMAC-SHA256';
/** Seven days, the longest life of a presigned URL. */
const maxExpirySeconds = 604_800;

/** @throws S3Error AccessDenied for an anonymous request, and an error naming the malformed part. */
export function readClaim(request: S3Request): SignatureClaim {
  const authorization = request.headers.get('authorization');
  const isPresigned = request.query.has('X-Amz-Algorithm') || request.query.has('X-Amz-Signature');
  if (authorization !== undefined && isPresigned) {
    throw new S3Error(
      'InvalidArgument',
      'Expected one signature, got one in the Authorization header and one in the query.',
    );
  }
  if (isPresigned) return readPresigned(request);
  if (authorization !== undefined) return readHeader(request, authorization);
  throw new S3Error('AccessDenied', 'Expected a signed request, got an anonymous one.');
}

function readHeader(request: S3Request, authorization: string): SignatureClaim {
  if (!authorization.startsWith(`${algorithm} `)) {
    throw new S3Error(
      'InvalidRequest',
      `Expected an Authorization header that starts with "${algorithm}".`,
    );
  }
  const fields = new Map(
    authorization
      .slice(algorithm.length)
      .split(',')
      .map((field) => field.trim().split('=', 2) as [string, string]),
  );
  const field = (name: string) => {
    const value = fields.get(name);
    if (value) return value;
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      `Expected ${name} in the Authorization header.`,
    );
  };
  const payload = request.headers.get('x-amz-content-sha256');
  if (payload === undefined) {
    throw new S3Error('InvalidRequest', 'Expected the header x-amz-content-sha256, got none.');
  }
  return {
    ...splitCredential(field('Credential'), 'AuthorizationHeaderMalformed'),
    timestamp: readTimestamp(request),
    signedHeaders: field('SignedHeaders').split(';'),
    signature: field('Signature'),
    payload,
    expiresIn: undefined,
  };
}

function readPresigned(request: S3Request): SignatureClaim {
  const parameter = (name: string) => {
    const value = request.query.get(name);
    if (value) return value;
    throw new S3Error('AuthorizationQueryParametersError', `Expected ${name} in the query.`);
  };
  if (parameter('X-Amz-Algorithm') !== algorithm) {
    throw new S3Error(
      'AuthorizationQueryParametersError',
      `Expected X-Amz-Algorithm ${algorithm}.`,
    );
  }
  return {
    ...splitCredential(parameter('X-Amz-Credential'), 'AuthorizationQueryParametersError'),
    timestamp: parameter('X-Amz-Date'),
    signedHeaders: parameter('X-Amz-SignedHeaders').split(';'),
    signature: parameter('X-Amz-Signature'),
    payload:
      request.headers.get('x-amz-content-sha256') ??
      request.query.get('X-Amz-Content-Sha256') ??
      'UNSIGNED-PAYLOAD',
    expiresIn: readExpiry(parameter('X-Amz-Expires')),
  };
}

function readExpiry(text: string): number {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= 1 && seconds <= maxExpirySeconds) return seconds;
  throw new S3Error(
    'AuthorizationQueryParametersError',
    `Expected X-Amz-Expires between 1 and ${maxExpirySeconds} seconds, got "${text}".`,
  );
}

function splitCredential(
  credential: string,
  code: 'AuthorizationHeaderMalformed' | 'AuthorizationQueryParametersError',
): Pick<SignatureClaim, 'accessKeyId' | 'scope'> {
  const match = /^(.+)\/(\d{8}\/[^/]+\/[^/]+\/aws4_request)$/.exec(credential);
  if (match?.[1] && match[2]) return { accessKeyId: match[1], scope: match[2] };
  throw new S3Error(
    code,
    `Expected a credential KEY/YYYYMMDD/REGION/s3/aws4_request, got "${credential}".`,
  );
}

function readTimestamp(request: S3Request): string {
  const date = request.headers.get('x-amz-date');
  if (date !== undefined) return date;
  const time = Date.parse(request.headers.get('date') ?? '');
  if (Number.isNaN(time))
    throw new S3Error('AccessDenied', 'Expected the header x-amz-date, got none.');
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}
