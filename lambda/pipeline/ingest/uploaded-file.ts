import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { S3EventRecord, SQSRecord } from 'aws-lambda';
import type { Mapping } from '../../formats/plan.ts';
import { type UploadKind, uploadKinds, uploadPrefix } from '../../layout.ts';

/** A file that landed in the bucket, as S3's event tells of it. */
export interface UploadedFile {
  readonly bucket: string;
  readonly key: string;
  /** When S3 got it, ISO 8601 in UTC with milliseconds. */
  readonly eventTime: string;
  /** Differs for every write of the key: S3's sequencer, or the ETag where there is none. */
  readonly write: string;
  /** Columns named by whoever uploaded it; absent means those stored beside the upload, if any. */
  readonly mapping?: Mapping;
}

/**
 * The files an SQS message tells of; none for the test message that S3 sends when a notification is
 * configured. Keys arrive URL-encoded, with `+` for a space.
 */
export function uploadedFiles({ body }: Pick<SQSRecord, 'body'>): UploadedFile[] {
  const message: { readonly Records?: readonly S3EventRecord[] } = JSON.parse(body);
  return (message.Records ?? []).map(({ eventTime, s3: { bucket, object } }) => ({
    bucket: bucket.name,
    key: decodeURIComponent(object.key.replaceAll('+', ' ')),
    eventTime: new Date(eventTime).toISOString(),
    write: object.sequencer || object.eTag,
  }));
}

/** What the file is about, by the folder it was dropped into; undefined outside of the three. */
export function kindOf({ key }: Pick<UploadedFile, 'key'>): UploadKind | undefined {
  return uploadKinds.find((kind) => key.startsWith(uploadPrefix(kind)));
}

export function fileNameOf({ key }: Pick<UploadedFile, 'key'>): string {
  return basename(key);
}

/** The same for every delivery of one event, so that a repetition finds what the first one did. */
export function runOf({ bucket, key, write }: UploadedFile): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([bucket, key, write]))
    .digest('hex');
  return `imp_${hash.slice(0, 16)}`;
}
