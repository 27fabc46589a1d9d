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

/** A message that is none of S3's: it can never be imported, however often it is delivered. */
export class ForeignMessage extends Error {
  override readonly name = 'ForeignMessage';
}

/**
 * The files an SQS message tells of; none for the test message that S3 sends when a notification is
 * configured. Keys arrive URL-encoded, with `+` for a space.
 *
 * @throws ForeignMessage that says what is missing, and repeats nothing of the message.
 */
export function uploadedFiles({ body }: Pick<SQSRecord, 'body'>): UploadedFile[] {
  const message = parsed(body);
  if (message['Event'] === 's3:TestEvent') {
    return [];
  }
  const records = message['Records'];
  if (!Array.isArray(records)) {
    throw new ForeignMessage('expected an event of S3; got a message without Records');
  }
  return records.map(uploadedFile);
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const message: unknown = JSON.parse(body);
    if (typeof message === 'object' && message !== null) {
      return message as Readonly<Record<string, unknown>>;
    }
  } catch {
    // What is no JSON is as foreign as JSON of another kind.
  }
  throw new ForeignMessage(`expected an event of S3 as JSON; got ${body.length} other characters`);
}

function uploadedFile(record: unknown): UploadedFile {
  try {
    const { eventTime, s3 } = record as S3EventRecord;
    const { bucket, object } = s3;
    return {
      bucket: text(bucket.name),
      key: decodeURIComponent(text(object.key).replaceAll('+', ' ')),
      eventTime: new Date(text(eventTime)).toISOString(),
      write: text(object.sequencer || object.eTag),
    };
  } catch {
    throw new ForeignMessage(
      'expected records of S3 with eventTime, s3.bucket.name, s3.object.key and a sequencer; got others',
    );
  }
}

function text(value: unknown): string {
  if (typeof value !== 'string') {
    throw new TypeError(`expected a text; got ${typeof value}`);
  }
  return value;
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
