import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { NodeFunction } from './function.ts';

export interface BucketAccess {
  /** Prefixes whose objects are read. */
  readonly read?: readonly string[];
  /** Prefixes whose keys are listed, without reading what is there. */
  readonly list?: readonly string[];
  /** Prefixes whose objects are written with one PUT. */
  readonly put?: readonly string[];
  /** Prefixes under which files land that may be sent in parts; a failed one is cleared away. */
  readonly upload?: readonly string[];
  /** Prefixes whose objects are deleted; the bucket keeps the old version for a while. */
  readonly delete?: readonly string[];
}

/** Lets a function at the objects of a few prefixes, and at nothing else in the bucket. */
export function allowObjects(fn: NodeFunction, bucket: Bucket, access: BucketAccess): void {
  const under = (prefixes: readonly string[]) =>
    prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`));
  if (access.read) {
    fn.allow(['s3:GetObject'], under(access.read));
  }
  const listed = [...(access.read ?? []), ...(access.list ?? [])];
  if (listed.length > 0) {
    allowListing(fn, bucket, listed);
  }
  if (access.put) {
    fn.allow(['s3:PutObject'], under(access.put));
  }
  if (access.upload) {
    fn.allow(['s3:AbortMultipartUpload', 's3:PutObject'], under(access.upload));
  }
  if (access.delete) {
    fn.allow(['s3:DeleteObject'], under(access.delete));
  }
  acknowledgePrefixes(fn, bucket, access);
}

/** A prefix is as narrow as it gets: the keys below it are made while the functions run. */
function acknowledgePrefixes(fn: NodeFunction, bucket: Bucket, access: BucketAccess): void {
  for (const prefix of new Set(Object.values(access).flat())) {
    const target = { owner: bucket, arn: bucket.bucketArn, path: `/${prefix}*` };
    acknowledgeWildcard(fn.role, target, [
      'Keys below this prefix carry run and snapshot ids that are not known at deployment.',
    ]);
  }
}

/**
 * Who reads also lists: without s3:ListBucket a missing key is answered with 403, and before the
 * first refresh the pointer is such a key. `IfExists`, because a GET carries no `s3:prefix`.
 */
function allowListing(fn: NodeFunction, bucket: Bucket, prefixes: readonly string[]): void {
  fn.allow(['s3:ListBucket'], [bucket.bucketArn], {
    StringLikeIfExists: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) },
  });
}
