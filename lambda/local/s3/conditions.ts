import { S3Error } from './errors.ts';
import type { Precondition, StoredObject } from './stored-object.ts';

type Headers = ReadonlyMap<string, string>;

/**
 * Evaluates the conditions of a read, in the order of RFC 9110, section 13.2.2.
 *
 * @param prefix `x-amz-copy-source-` for the source of a copy.
 * @returns Whether the client's own copy is still good (304).
 * @throws S3Error PreconditionFailed.
 */
export function isNotModified(object: StoredObject, headers: Headers, prefix = ''): boolean {
  const header = (name: string) => headers.get(`${prefix}${name}`);
  const ifMatch = header('if-match');
  const ifNoneMatch = header('if-none-match');
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object)) throw preconditionFailed('If-Match');
  } else if (isModifiedSince(object, header('if-unmodified-since')) === true) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object);
  return isModifiedSince(object, header('if-modified-since')) === false;
}

/**
 * The condition under which a write may take place: `If-None-Match: *` or `If-Match` an ETag.
 *
 * @throws S3Error NotImplemented for any other use of the two headers, as S3 does.
 */
export function writePrecondition(headers: Headers): Precondition {
  const ifMatch = headers.get('if-match');
  const ifNoneMatch = headers.get('if-none-match');
  if (ifNoneMatch !== undefined && (ifNoneMatch !== '*' || ifMatch !== undefined)) {
    throw new S3Error(
      'NotImplemented',
      'Expected If-None-Match to be "*", and not beside If-Match.',
    );
  }
  return (current) => {
    if (ifNoneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
    if (ifMatch !== undefined) checkMatch(ifMatch, current);
  };
}

/** The condition under which an object may be deleted: `If-Match`, an ETag or `*`. */
export function deletePrecondition(ifMatch: string | undefined): Precondition {
  return (current) => {
    if (ifMatch !== undefined) checkMatch(ifMatch, current);
  };
}

function checkMatch(ifMatch: string, current: StoredObject | undefined): void {
  if (!current) throw new S3Error('NoSuchKey', 'If-Match was given, but the key does not exist.');
  if (!matches(ifMatch, current)) throw preconditionFailed('If-Match');
}

function matches(list: string, { etag }: StoredObject): boolean {
  return list
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((tag) => tag === '*' || tag === etag);
}

/** Undefined when there is no date, or none that can be read: such a header is ignored. */
function isModifiedSince(object: StoredObject, date: string | undefined): boolean | undefined {
  const since = Date.parse(date ?? '');
  return Number.isNaN(since) ? undefined : Date.parse(object.lastModified) > since;
}

function preconditionFailed(header: string): S3Error {
  return new S3Error(
    'PreconditionFailed',
    `At least one of the pre-conditions you specified did not hold: ${header}.`,
  );
}
