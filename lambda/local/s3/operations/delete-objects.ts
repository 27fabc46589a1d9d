import { receiveText } from '../body.ts';
import type { Bucket } from '../buckets.ts';
import { readChecksumClaim } from '../checksum-claim.ts';
import { deletePrecondition } from '../conditions.ts';
import { S3Error } from '../errors.ts';
import { type Operation, xmlResponse } from '../service.ts';
import { element, text, type Xml, xmlDocument } from '../xml.ts';
import { childText, parseXml, type XmlElement } from '../xml-parser.ts';

/** Most keys one request may name. */
const maxKeys = 1000;

export const deleteObject: Operation = async ({ buckets }, request) => {
  const precondition = deletePrecondition(request.headers.get('if-match'));
  await buckets.get(request.bucket).objects.remove(request.key, precondition);
  return { status: 204 };
};

/** Deletes many keys; each succeeds or fails alone, and a key that is not there counts as deleted. */
export const deleteObjects: Operation = async ({ buckets }, request) => {
  const bucket = buckets.get(request.bucket);
  const document = parseXml(await receiveText(request, readChecksumClaim(request)), 'Delete');
  const isQuiet = childText(document, 'Quiet') === 'true';
  const targets = document.children.filter((child) => child.name === 'Object').map(readTarget);
  if (targets.length === 0 || targets.length > maxKeys) {
    throw new S3Error(
      'MalformedXML',
      `Expected 1 to ${maxKeys} objects to delete, got ${targets.length}.`,
    );
  }
  const results: Xml[] = [];
  for (const target of targets) results.push(await deleteTarget(bucket, target, isQuiet));
  return xmlResponse(xmlDocument('DeleteResult', ...results));
};

interface Target {
  readonly key: string;
  readonly etag: string | undefined;
}

function readTarget(object: XmlElement): Target {
  const known = ['Key', 'ETag'];
  const unknown = object.children.find((child) => !known.includes(child.name));
  if (unknown)
    throw new S3Error('NotImplemented', `Expected Key and ETag in Object, got ${unknown.name}.`);
  const key = childText(object, 'Key');
  if (!key) throw new S3Error('MalformedXML', 'Expected a Key in Object, got none.');
  return { key, etag: childText(object, 'ETag') };
}

async function deleteTarget(bucket: Bucket, { key, etag }: Target, isQuiet: boolean): Promise<Xml> {
  try {
    await bucket.objects.remove(key, deletePrecondition(etag));
    return isQuiet ? '' : element('Deleted', text('Key', key));
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return element(
      'Error',
      text('Key', key),
      text('Code', error.code),
      text('Message', error.message),
    );
  }
}
