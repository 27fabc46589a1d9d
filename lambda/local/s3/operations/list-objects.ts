import { encodeKey } from '../encoding.ts';
import { S3Error } from '../errors.ts';
import { decodeToken, encodeToken, type ListEntry, listPage } from '../list.ts';
import type { ObjectStore } from '../objects.ts';
import type { S3Request } from '../request.ts';
import { type Operation, xmlResponse } from '../service.ts';
import { element, text, type Xml, xmlDocument } from '../xml.ts';

/** Most entries on a page, whatever a client asks for. */
const maxPage = 1000;

export const listObjectsV2: Operation = async ({ buckets }, request) => {
  const { objects } = buckets.get(request.bucket);
  const parameter = (name: string) => request.query.get(name) ?? '';
  const encode = readEncoding(parameter('encoding-type'));
  const prefix = parameter('prefix');
  const delimiter = parameter('delimiter');
  const token = request.query.get('continuation-token');
  const startAfter = request.query.get('start-after');
  const maxKeys = readMaxKeys(request);
  const after = token === undefined ? startingEntry(startAfter) : decodeToken(token);
  const page = listPage(objects.keys, { prefix, delimiter, maxKeys, after });
  const last = page.entries.at(-1);
  return xmlResponse(
    xmlDocument(
      'ListBucketResult',
      text('Name', request.bucket),
      text('Prefix', encode(prefix)),
      text('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
      text('MaxKeys', maxKeys),
      text('EncodingType', request.query.get('encoding-type')),
      text('KeyCount', page.entries.length),
      text('IsTruncated', page.isTruncated),
      text('ContinuationToken', token),
      text('NextContinuationToken', page.isTruncated && last ? encodeToken(last) : undefined),
      text('StartAfter', startAfter === undefined ? undefined : encode(startAfter)),
      ...page.entries.map((entry) => renderEntry(entry, objects, encode)),
    ),
  );
};

function startingEntry(startAfter: string | undefined): ListEntry | undefined {
  return startAfter === undefined ? undefined : { kind: 'key', name: startAfter };
}

function readMaxKeys({ query }: S3Request): number {
  const asked = query.get('max-keys') ?? String(maxPage);
  if (/^\d{1,10}$/.test(asked)) return Math.min(Number(asked), maxPage);
  throw new S3Error(
    'InvalidArgument',
    `Expected max-keys to be a whole number from 0, got "${asked}".`,
  );
}

function readEncoding(type: string): (name: string) => string {
  if (type === '') return (name) => name;
  if (type === 'url') return encodeKey;
  throw new S3Error('InvalidArgument', `Expected the encoding-type url, got "${type}".`);
}

function renderEntry(
  entry: ListEntry,
  objects: ObjectStore,
  encode: (name: string) => string,
): Xml {
  if (entry.kind === 'prefix') return element('CommonPrefixes', text('Prefix', encode(entry.name)));
  const object = objects.find(entry.name);
  if (!object) return '';
  return element(
    'Contents',
    text('Key', encode(object.key)),
    text('LastModified', object.lastModified),
    text('ETag', `"${object.etag}"`),
    text('ChecksumAlgorithm', object.checksum?.algorithm),
    text('ChecksumType', object.checksum?.type),
    text('Size', object.size),
    text('StorageClass', 'STANDARD'),
  );
}
