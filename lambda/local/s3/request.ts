import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { S3Error } from './errors.ts';

/** An HTTP request in the terms of S3. Only path-style addresses are read: `/bucket/key`. */
export interface S3Request {
  readonly id: string;
  readonly method: string;
  /** The whole path, percent-decoded. */
  readonly path: string;
  /** Empty when the request is about the service. */
  readonly bucket: string;
  /** Empty when the request is about a bucket. */
  readonly key: string;
  /** Decoded parameters in the order sent; a signature covers repeated ones too. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly query: ReadonlyMap<string, string>;
  /** Lower-case names; repeated headers are joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  /** Raw bytes as they arrive. Leaving the loop early leaves the connection usable. */
  readonly body: AsyncIterable<Buffer>;
}

/** S3's limit on the length of a key, in bytes of UTF-8. */
const maxKeyBytes = 1024;

/** @throws S3Error InvalidURI for percent-encoding that is not UTF-8, KeyTooLongError past 1,024 bytes. */
export function readRequest(message: IncomingMessage): S3Request {
  const [rawPath, rawQuery] = splitOnce(message.url ?? '/', '?');
  const path = decode(rawPath);
  const [bucket, key] = splitOnce(path.replace(/^\//, ''), '/');
  if (Buffer.byteLength(key) > maxKeyBytes) {
    const length = Buffer.byteLength(key);
    throw new S3Error(
      'KeyTooLongError',
      `Expected a key of at most ${maxKeyBytes} bytes, got ${length}.`,
    );
  }
  const parameters = readParameters(rawQuery);
  return {
    id: randomBytes(8).toString('hex').toUpperCase(),
    method: message.method ?? 'GET',
    path,
    bucket,
    key,
    parameters,
    query: new Map(parameters),
    headers: readHeaders(message),
    // The default iterator destroys the socket when a loop ends early, and with it the answer.
    body: { [Symbol.asyncIterator]: () => message.iterator({ destroyOnReturn: false }) },
  };
}

function readParameters(rawQuery: string): (readonly [string, string])[] {
  return rawQuery
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name, value] = splitOnce(pair.replaceAll('+', '%20'), '=');
      return [decode(name), decode(value)] as const;
    });
}

function readHeaders(message: IncomingMessage): Map<string, string> {
  return new Map(
    Object.entries(message.headersDistinct).map(([name, values]) => [
      name,
      (values ?? []).join(','),
    ]),
  );
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', `Expected percent-encoded UTF-8, got "${text}".`);
  }
}
