import { validateHeaderValue } from 'node:http';
import { checksumHeaders } from './checksums.ts';
import { S3Error } from './errors.ts';
import type { S3Request } from './request.ts';
import type { StoredObject } from './stored-object.ts';

type ObjectDescription = Pick<StoredObject, 'headers' | 'metadata'>;

/** Headers that S3 keeps with an object and returns with it. */
const keptHeaders = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

const metadataPrefix = 'x-amz-meta-';
/** Names and values together, in bytes. */
const maxMetadataBytes = 2048;

/**
 * Takes from a request what is to be kept with the object.
 *
 * @throws S3Error MetadataTooLarge past 2 KB, InvalidArgument for a value that cannot be a header.
 */
export function readDescription(request: S3Request): ObjectDescription {
  const headers: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = keptValue(name, request.headers.get(name));
    if (value) headers[name] = value;
  }
  headers['content-type'] ??= 'binary/octet-stream';
  return { headers, metadata: readMetadata(request) };
}

function keptValue(name: string, value: string | undefined): string | undefined {
  if (name !== 'content-encoding') return value;
  // aws-chunked is how the body travels, not what the object is.
  const encodings = value?.split(',').map((encoding) => encoding.trim());
  return encodings?.filter((encoding) => encoding !== '' && encoding !== 'aws-chunked').join(',');
}

function readMetadata(request: S3Request): Record<string, string> {
  // A presigned URL carries metadata in its query.
  const entries = [...request.query, ...request.headers]
    .filter(([name]) => name.toLowerCase().startsWith(metadataPrefix))
    .map(([name, value]) => [name.toLowerCase().slice(metadataPrefix.length), value] as const);
  const bytes = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes > maxMetadataBytes) {
    throw new S3Error(
      'MetadataTooLarge',
      `Expected at most ${maxMetadataBytes} bytes of metadata, got ${bytes}.`,
    );
  }
  for (const [name, value] of entries) checkHeader(name, value);
  return Object.fromEntries(entries);
}

/** The headers of a GET or HEAD, with what a `response-*` parameter overrides. */
export function describeObject(object: StoredObject, request: S3Request): Record<string, string> {
  const described: Record<string, string> = {
    ...object.headers,
    'accept-ranges': 'bytes',
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.lastModified).toUTCString(),
  };
  for (const [name, value] of Object.entries(object.metadata))
    described[`${metadataPrefix}${name}`] = value;
  for (const name of keptHeaders) {
    const override = request.query.get(`response-${name}`);
    if (override !== undefined) described[name] = checkHeader(`response-${name}`, override);
  }
  const wantsChecksum = request.headers.get('x-amz-checksum-mode') === 'ENABLED';
  return wantsChecksum ? { ...described, ...checksumHeaders(object.checksum) } : described;
}

function checkHeader(name: string, value: string): string {
  try {
    validateHeaderValue(name, value);
    return value;
  } catch {
    throw new S3Error('InvalidArgument', `Expected ${name} to be usable as a header.`);
  }
}
