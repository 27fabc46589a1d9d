import type { FileHandle } from 'node:fs/promises';
import { isNotModified } from '../conditions.ts';
import { S3Error } from '../errors.ts';
import { describeObject } from '../object-headers.ts';
import { parseRange } from '../ranges.ts';
import type { S3Request } from '../request.ts';
import type { Operation, S3Response } from '../service.ts';
import type { StoredObject } from '../stored-object.ts';

/** Bytes read from disk at once: fewer, larger reads than Node's default of 64 KiB. */
const readBytes = 256 * 1024;

export const getObject: Operation = async ({ buckets }, request) => {
  const opened = await buckets.get(request.bucket).objects.open(request.key);
  if (!opened) throw noSuchKey(request);
  const { object, handle } = opened;
  try {
    const response = respond(object, request);
    if (hasNoBytes(response)) return await closed(handle, response);
    const range = parseApplicableRange(object, request);
    const body = handle.createReadStream({ ...range, highWaterMark: readBytes });
    return { ...response, body };
  } catch (error) {
    await handle.close();
    throw error;
  }
};

export const headObject: Operation = async ({ buckets }, request) => {
  const object = buckets.get(request.bucket).objects.find(request.key);
  if (!object) throw noSuchKey(request);
  return respond(object, request);
};

/** Everything but the bytes. */
function respond(object: StoredObject, request: S3Request): S3Response & { headers: object } {
  const headers = describeObject(object, request);
  if (isNotModified(object, request.headers)) {
    return { status: 304, headers: withoutChecksum(headers) };
  }
  const range = parseApplicableRange(object, request);
  if (!range)
    return { status: 200, headers: { ...headers, 'content-length': String(object.size) } };
  return {
    status: 206,
    headers: {
      ...withoutChecksum(headers),
      'content-length': String(range.end - range.start + 1),
      'content-range': `bytes ${range.start}-${range.end}/${object.size}`,
    },
  };
}

/** With If-Range, a range is for the version the client has begun; for any other it starts over. */
function parseApplicableRange(object: StoredObject, { headers }: S3Request) {
  const version = headers.get('if-range')?.replaceAll('"', '');
  const isOther = version !== undefined && version !== object.etag;
  return isOther ? undefined : parseRange(headers.get('range'), object.size);
}

/** A checksum covers the whole object; a client would hold it against the range, or against nothing. */
function withoutChecksum(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith('x-amz-checksum-')),
  );
}

function hasNoBytes({ status, headers }: S3Response): boolean {
  return status === 304 || headers?.['content-length'] === '0';
}

async function closed(handle: FileHandle, response: S3Response): Promise<S3Response> {
  await handle.close();
  return response;
}

function noSuchKey(request: S3Request): S3Error {
  return new S3Error(
    'NoSuchKey',
    `The key "${request.key}" does not exist in "${request.bucket}".`,
  );
}
