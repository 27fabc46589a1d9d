import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type AuthorizedRequest, receiveText, type Sink } from '../body.ts';
import { type Checksum, checksumHeader, createHasher } from '../checksums.ts';
import { writePrecondition } from '../conditions.ts';
import { S3Error } from '../errors.ts';
import type { Part, Upload } from '../multipart.ts';
import { chooseParts } from '../part-list.ts';
import { type Operation, xmlResponse } from '../service.ts';
import { text, xmlDocument } from '../xml.ts';

export const completeMultipartUpload: Operation = async (service, request) => {
  const { uploads, objects } = service.buckets.get(request.bucket);
  const uploadId = request.query.get('uploadId') ?? '';
  const precondition = writePrecondition(request.headers);
  // A checksum header here is that of the object, not of this document.
  const document = await receiveText(request, undefined);
  const object = await uploads.exclusively(uploadId, async () => {
    const upload = await uploads.find(uploadId, request.key);
    const parts = chooseParts(document, await uploads.parts(uploadId), upload);
    const { blob, result } = await objects.stage((sink) => joinParts(upload, parts, sink));
    try {
      checkPromises(request, parts, result);
    } catch (error) {
      await objects.discard(blob);
      throw error;
    }
    const { key, headers, metadata } = upload;
    const size = totalSize(parts);
    const draft = {
      key,
      blob,
      size,
      etag: multipartEtag(parts),
      headers,
      metadata,
      checksum: result,
    };
    const committed = await objects.commit(draft, precondition);
    await uploads.remove(uploadId);
    return committed;
  });
  service.announce({
    kind: 'CompleteMultipartUpload',
    bucket: request.bucket,
    object,
    requestId: request.id,
  });
  return xmlResponse(
    xmlDocument(
      'CompleteMultipartUploadResult',
      text('Location', `http://${request.headers.get('host')}/${request.bucket}/${request.key}`),
      text('Bucket', request.bucket),
      text('Key', request.key),
      text('ETag', `"${object.etag}"`),
      object.checksum ? text(`Checksum${object.checksum.algorithm}`, object.checksum.value) : '',
      text('ChecksumType', object.checksum?.type),
    ),
  );
};

/** Writes the parts one after another and computes the checksum the upload was begun with. */
async function joinParts(
  { checksum }: Upload,
  parts: readonly Part[],
  sink: Sink,
): Promise<Checksum | undefined> {
  const whole = checksum?.type === 'FULL_OBJECT' ? createHasher(checksum.algorithm) : undefined;
  for (const part of parts) {
    for await (const chunk of createReadStream(part.file) as AsyncIterable<Buffer>) {
      whole?.update(chunk);
      await sink(chunk);
    }
  }
  if (!checksum) return undefined;
  const value = whole ? whole.digest().toString('base64') : composite(checksum.algorithm, parts);
  return { ...checksum, value };
}

function composite(algorithm: Checksum['algorithm'], parts: readonly Part[]): string {
  const hasher = createHasher(algorithm);
  for (const part of parts) hasher.update(Buffer.from(part.checksum?.value ?? '', 'base64'));
  return `${hasher.digest().toString('base64')}-${parts.length}`;
}

function multipartEtag(parts: readonly Part[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(part.md5, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}

function checkPromises(
  { headers }: AuthorizedRequest,
  parts: readonly Part[],
  checksum: Checksum | undefined,
): void {
  const promisedSize = headers.get('x-amz-mp-object-size');
  const size = totalSize(parts);
  if (promisedSize !== undefined && Number(promisedSize) !== size) {
    throw new S3Error(
      'InvalidRequest',
      `Expected parts of ${promisedSize} bytes in all, got ${size}.`,
    );
  }
  const promised = checksum && headers.get(checksumHeader(checksum.algorithm));
  if (promised !== undefined && promised !== checksum?.value) {
    throw new S3Error(
      'BadDigest',
      `The ${checksum?.algorithm} you specified did not match the calculated checksum.`,
    );
  }
}

function totalSize(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.size, 0);
}
