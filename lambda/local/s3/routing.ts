import { S3Error } from './errors.ts';
import { createBucket, headBucket, listBuckets } from './operations/buckets.ts';
import { completeMultipartUpload } from './operations/complete-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { createMultipartUpload } from './operations/create-upload.ts';
import { deleteObject, deleteObjects } from './operations/delete-objects.ts';
import { getObject, headObject } from './operations/get-object.ts';
import { listObjectsV2 } from './operations/list-objects.ts';
import { abortMultipartUpload, listParts } from './operations/pending-upload.ts';
import { putObject } from './operations/put-object.ts';
import { uploadPart } from './operations/upload-part.ts';
import type { S3Request } from './request.ts';
import type { Operation } from './service.ts';

interface Route {
  readonly on: 'service' | 'bucket' | 'object';
  readonly method: string;
  /** Query parameters whose presence tells this operation from others on the same address. */
  readonly marks?: readonly string[];
  /** A header that does the same. */
  readonly header?: string;
  /** Other query parameters the operation understands. */
  readonly takes?: readonly string[];
  readonly run: Operation;
}

const overrides = [
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
];
const listing = [
  'prefix',
  'delimiter',
  'continuation-token',
  'start-after',
  'max-keys',
  'encoding-type',
];
const partListing = ['max-parts', 'part-number-marker'];

/** The first that fits is taken, so the one with marks stands before the one without. */
const routes: readonly Route[] = [
  { on: 'service', method: 'GET', run: listBuckets },
  { on: 'bucket', method: 'PUT', run: createBucket },
  { on: 'bucket', method: 'HEAD', run: headBucket },
  { on: 'bucket', method: 'GET', marks: ['list-type'], takes: listing, run: listObjectsV2 },
  { on: 'bucket', method: 'POST', marks: ['delete'], run: deleteObjects },
  { on: 'object', method: 'PUT', header: 'x-amz-copy-source', run: copyObject },
  { on: 'object', method: 'PUT', marks: ['partNumber', 'uploadId'], run: uploadPart },
  { on: 'object', method: 'PUT', run: putObject },
  { on: 'object', method: 'GET', marks: ['uploadId'], takes: partListing, run: listParts },
  { on: 'object', method: 'GET', takes: overrides, run: getObject },
  { on: 'object', method: 'HEAD', takes: overrides, run: headObject },
  { on: 'object', method: 'DELETE', marks: ['uploadId'], run: abortMultipartUpload },
  { on: 'object', method: 'DELETE', run: deleteObject },
  { on: 'object', method: 'POST', marks: ['uploads'], run: createMultipartUpload },
  { on: 'object', method: 'POST', marks: ['uploadId'], run: completeMultipartUpload },
];

/**
 * Finds the operation a request asks for.
 *
 * A parameter or an `x-amz-` header that the operation does not understand is refused: a tag, an ACL
 * or an encryption key that is dropped without a word would be a success that is none.
 *
 * @throws S3Error NotImplemented, MethodNotAllowed.
 */
export function findOperation(request: S3Request): Operation {
  const on = targetOf(request);
  const sameAddress = routes.filter((route) => route.on === on && route.method === request.method);
  if (sameAddress.length === 0) {
    throw new S3Error(
      'MethodNotAllowed',
      `The method ${request.method} is not allowed on a ${on}.`,
    );
  }
  const route = sameAddress.find((candidate) => fits(candidate, request));
  const unknown = [...request.query.keys()].find((name) => !isUnderstood(name, route));
  if (!route || unknown !== undefined) {
    const what =
      unknown === undefined ? 'without a parameter that names an operation' : `with "${unknown}"`;
    throw new S3Error('NotImplemented', `${request.method} on a ${on} ${what} is not implemented.`);
  }
  checkHeaders(request);
  return route.run;
}

function targetOf({ bucket, key }: S3Request): Route['on'] {
  if (bucket === '') return 'service';
  return key === '' ? 'bucket' : 'object';
}

function fits({ marks = [], header }: Route, request: S3Request): boolean {
  return (
    marks.every((name) => request.query.has(name)) &&
    (header === undefined || request.headers.has(header))
  );
}

/** The SDK adds `x-id` for its own logs. For checksums in a query see `readChecksumClaim`. */
const understoodEverywhere = [
  /^x-id$/,
  /^x-amz-(meta-|checksum-|sdk-checksum-algorithm$)/,
  /^x-amz-(algorithm|content-sha256|credential|date|expires|signature|signedheaders)$/,
  /^x-amz-(security-token|user-agent)$/,
];

function isUnderstood(name: string, route: Route | undefined): boolean {
  if ([...(route?.marks ?? []), ...(route?.takes ?? [])].includes(name)) return true;
  return understoodEverywhere.some((pattern) => pattern.test(name.toLowerCase()));
}

const understoodHeaders = [
  /^x-amz-(content-sha256|date|security-token|user-agent)$/,
  /^x-amz-(decoded-content-length|trailer|sdk-checksum-algorithm|mp-object-size)$/,
  /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256|algorithm|mode|type)$/,
  /^x-amz-copy-source(-if-(none-)?match|-if-(un)?modified-since)?$/,
  /^x-amz-metadata-directive$/,
  /^x-amz-meta-/,
];

function checkHeaders({ headers }: S3Request): void {
  const unknown = [...headers.keys()]
    .filter((name) => name.startsWith('x-amz-'))
    .find((name) => !understoodHeaders.some((pattern) => pattern.test(name)));
  if (unknown !== undefined) {
    throw new S3Error(
      'NotImplemented',
      `The header ${unknown} asks for something that is not implemented.`,
    );
  }
}
