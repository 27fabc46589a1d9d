import { S3Error } from '../errors.ts';
import type { Part } from '../multipart.ts';
import type { S3Request } from '../request.ts';
import { type Operation, xmlResponse } from '../service.ts';
import { element, text, type Xml, xmlDocument } from '../xml.ts';

/** Most parts on a page. */
const maxPage = 1000;

export const listParts: Operation = async ({ buckets }, request) => {
  const { uploads } = buckets.get(request.bucket);
  const upload = await uploads.find(request.query.get('uploadId') ?? '', request.key);
  const marker = readCount(request, 'part-number-marker', 0);
  const maxParts = Math.min(readCount(request, 'max-parts', maxPage), maxPage);
  const remaining = (await uploads.parts(upload.id)).filter((part) => part.number > marker);
  const page = remaining.slice(0, maxParts);
  const isTruncated = page.length > 0 && page.length < remaining.length;
  return xmlResponse(
    xmlDocument(
      'ListPartsResult',
      text('Bucket', request.bucket),
      text('Key', upload.key),
      text('UploadId', upload.id),
      text('PartNumberMarker', marker),
      text('NextPartNumberMarker', isTruncated ? page.at(-1)?.number : undefined),
      text('MaxParts', maxParts),
      text('IsTruncated', isTruncated),
      text('ChecksumAlgorithm', upload.checksum?.algorithm),
      text('ChecksumType', upload.checksum?.type),
      ...page.map(renderPart),
    ),
  );
};

export const abortMultipartUpload: Operation = async ({ buckets }, request) => {
  const { uploads } = buckets.get(request.bucket);
  const id = request.query.get('uploadId') ?? '';
  await uploads.exclusively(id, async () => {
    await uploads.find(id, request.key);
    await uploads.remove(id);
  });
  return { status: 204 };
};

function renderPart(part: Part): Xml {
  return element(
    'Part',
    text('PartNumber', part.number),
    text('LastModified', part.lastModified),
    text('ETag', `"${part.md5}"`),
    text('Size', part.size),
    part.checksum ? text(`Checksum${part.checksum.algorithm}`, part.checksum.value) : '',
  );
}

function readCount({ query }: S3Request, name: string, fallback: number): number {
  const asked = query.get(name);
  if (asked === undefined) return fallback;
  if (/^\d{1,10}$/.test(asked)) return Number(asked);
  throw new S3Error(
    'InvalidArgument',
    `Expected ${name} to be a whole number from 0, got "${asked}".`,
  );
}
