import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { AuthorizedRequest, ReceivedBody, Sink } from '../body.ts';
import { maxBodyBytes } from '../body.ts';
import { type ChecksumAlgorithm, createHasher, isChecksumAlgorithm } from '../checksums.ts';
import { isNotModified, writePrecondition } from '../conditions.ts';
import { S3Error } from '../errors.ts';
import { readDescription } from '../object-headers.ts';
import { type Operation, type Service, xmlResponse } from '../service.ts';
import type { StoredObject } from '../stored-object.ts';
import { text, xmlDocument } from '../xml.ts';

export const copyObject: Operation = async (service, request) => {
  const { objects } = service.buckets.get(request.bucket);
  const precondition = writePrecondition(request.headers);
  const isReplacing = readDirective(request) === 'REPLACE';
  const { source, handle } = await openSource(service, request, isReplacing);
  try {
    const algorithm = readAlgorithm(request) ?? source.checksum?.algorithm;
    const { blob, result } = await objects.stage((sink) => copyBytes(handle, algorithm, sink));
    const { headers, metadata } = isReplacing ? readDescription(request) : source;
    const { size, md5, checksum } = result;
    const draft = { key: request.key, blob, size, etag: md5, checksum, headers, metadata };
    const object = await objects.commit(draft, precondition);
    service.announce({ kind: 'Copy', bucket: request.bucket, object, requestId: request.id });
    return xmlResponse(copyResult(object));
  } finally {
    await handle.close();
  }
};

async function openSource(
  { buckets }: Service,
  request: AuthorizedRequest,
  isReplacing: boolean,
): Promise<{ source: StoredObject; handle: FileHandle }> {
  const { bucket, key } = readSource(request.headers.get('x-amz-copy-source') ?? '');
  if (bucket === request.bucket && key === request.key && !isReplacing) {
    throw new S3Error(
      'InvalidRequest',
      'Expected a copy of an object to itself to replace its metadata.',
    );
  }
  const opened = await buckets.get(bucket).objects.open(key);
  if (!opened) throw new S3Error('NoSuchKey', `The key "${key}" does not exist in "${bucket}".`);
  try {
    checkSource(opened.object, request);
  } catch (error) {
    await opened.handle.close();
    throw error;
  }
  return { source: opened.object, handle: opened.handle };
}

function readSource(header: string): { bucket: string; key: string } {
  const match = /^\/?([^/?]+)\/([^?]+)$/.exec(header);
  if (!match?.[1] || !match[2]) {
    throw new S3Error(
      'InvalidArgument',
      `Expected x-amz-copy-source to be bucket/key, got "${header}".`,
    );
  }
  try {
    return { bucket: match[1], key: decodeURIComponent(match[2]) };
  } catch {
    throw new S3Error(
      'InvalidArgument',
      `Expected x-amz-copy-source in percent-encoded UTF-8, got "${header}".`,
    );
  }
}

function checkSource(source: StoredObject, { headers }: AuthorizedRequest): void {
  if (isNotModified(source, headers, 'x-amz-copy-source-')) {
    throw new S3Error('PreconditionFailed', 'The source of the copy is not the one asked for.');
  }
  if (source.size > maxBodyBytes) {
    throw new S3Error(
      'InvalidRequest',
      `Expected a source of at most ${maxBodyBytes} bytes, got ${source.size}.`,
    );
  }
}

function readDirective({ headers }: AuthorizedRequest): 'COPY' | 'REPLACE' {
  const directive = headers.get('x-amz-metadata-directive') ?? 'COPY';
  if (directive === 'COPY' || directive === 'REPLACE') return directive;
  throw new S3Error(
    'InvalidArgument',
    `Expected x-amz-metadata-directive COPY or REPLACE, got "${directive}".`,
  );
}

function readAlgorithm({ headers }: AuthorizedRequest): ChecksumAlgorithm | undefined {
  const name = headers.get('x-amz-checksum-algorithm');
  if (name === undefined || isChecksumAlgorithm(name)) return name;
  throw new S3Error('InvalidRequest', `Expected a known x-amz-checksum-algorithm, got "${name}".`);
}

/** The copy of an object of parts is one of none, so ETag and checksum are computed anew. */
async function copyBytes(
  handle: FileHandle,
  algorithm: ChecksumAlgorithm | undefined,
  sink: Sink,
): Promise<ReceivedBody> {
  const md5 = createHash('md5');
  const hasher = algorithm && createHasher(algorithm);
  let size = 0;
  for await (const chunk of handle.createReadStream({
    autoClose: false,
  }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    md5.update(chunk);
    hasher?.update(chunk);
    await sink(chunk);
  }
  const value = hasher?.digest().toString('base64');
  const checksum =
    algorithm && value ? ({ algorithm, type: 'FULL_OBJECT', value } as const) : undefined;
  return { size, md5: md5.digest('hex'), checksum };
}

function copyResult({ etag, lastModified, checksum }: StoredObject): string {
  return xmlDocument(
    'CopyObjectResult',
    text('LastModified', lastModified),
    text('ETag', `"${etag}"`),
    checksum ? text(`Checksum${checksum.algorithm}`, checksum.value) : '',
    text('ChecksumType', checksum?.type),
  );
}
