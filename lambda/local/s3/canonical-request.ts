import { createHash, createHmac } from 'node:crypto';
import { encodeStrictly } from './encoding.ts';
import type { S3Request } from './request.ts';

/**
 * The text a Signature Version 4 covers, and the key that signs it.
 *
 * Source: "Signature Calculations for the Authorization Header", Amazon S3 API Reference. S3 differs
 * from other services in that the path is encoded once and never normalised (`..` stays).
 */
export function canonicalRequest(
  request: S3Request,
  signedHeaders: readonly string[],
  payload: string,
): string {
  const headers = signedHeaders.map((name) => {
    const value = request.headers.get(name) ?? '';
    return `${name}:${value.trim().replace(/ +/g, ' ')}\n`;
  });
  return [
    request.method,
    encodeStrictly(request.path).replaceAll('%2F', '/'),
    canonicalQuery(request),
    headers.join(''),
    signedHeaders.join(';'),
    payload,
  ].join('\n');
}

function canonicalQuery(request: S3Request): string {
  return request.parameters
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeStrictly(name), encodeStrictly(value)] as const)
    .sort(([a, x], [b, y]) => compareText(a, b) || compareText(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A signing key is good for one date, region and service: `scope` is `date/region/s3/aws4_request`. */
export function signingKey(secretAccessKey: string, scope: string): Buffer {
  return scope
    .split('/')
    .reduce<Buffer>(
      (key, part) => createHmac('sha256', key).update(part).digest(),
      Buffer.from(`AWS4${secretAccessKey}`),
    );
}

/** Hexadecimal HMAC-SHA256 over the lines joined by newlines. */
export function sign(key: Buffer, lines: readonly string[]): string {
  return createHmac('sha256', key).update(lines.join('\n'), 'latin1').digest('hex');
}

/** Header values reach us one byte a character (latin1), so that is what is hashed. */
export function sha256Hex(data: string | Buffer): string {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
  return createHash('sha256').update(bytes).digest('hex');
}
