import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

/** One object of a listing. */
interface ListedObject {
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** A small object read whole. */
interface StoredText {
  readonly text: string;
  readonly etag: string;
}

/** What a conditional write expects to find: an object with this ETag, or none. */
type Expectation = { readonly etag: string } | 'ABSENT';

/** The data bucket, as far as batch work needs it. Files travel as streams, never whole in memory. */
export interface ObjectStore {
  /** Undefined when there is no such object. */
  readText(key: string): Promise<StoredText | undefined>;
  writeText(key: string, text: string): Promise<void>;
  /** False when the object is not as expected, and nothing was written. */
  writeTextIf(key: string, text: string, expected: Expectation): Promise<boolean>;
  download(key: string, file: string): Promise<void>;
  upload(file: string, key: string): Promise<void>;
  /** Keys below a prefix, in key order. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /** Names directly below a prefix that have something below them: its folders, without slashes. */
  folders(prefix: string): Promise<readonly string[]>;
  /** Deleting what is not there is fine. */
  remove(key: string): Promise<void>;
}

/** The store over one bucket. */
export function s3ObjectStore(client: S3Client, bucket: string): ObjectStore {
  return {
    readText: (key) => readText(client, bucket, key),
    writeText: async (key, text) => {
      await client.send(new PutObjectCommand(textObject(bucket, key, text)));
    },
    writeTextIf: (key, text, expected) =>
      writeTextIf(client, { ...textObject(bucket, key, text), ...condition(expected) }),
    download: async (key, file) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (!(Body instanceof Readable)) {
        throw new TypeError(`Expected a stream for s3://${bucket}/${key}, got ${typeof Body}`);
      }
      await pipeline(Body, createWriteStream(file));
    },
    upload: (file, key) => upload(client, bucket, file, key),
    list: (prefix) => list(client, bucket, prefix),
    folders: (prefix) => folders(client, bucket, prefix),
    remove: async (key) => {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}

async function readText(
  client: S3Client,
  bucket: string,
  key: string,
): Promise<StoredText | undefined> {
  try {
    const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (!Body || !ETag) {
      throw new Error(`Expected a body and an ETag for s3://${bucket}/${key}, got ${ETag}`);
    }
    return { text: await Body.transformToString(), etag: ETag };
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'NoSuchKey') {
      return undefined;
    }
    throw error;
  }
}

function textObject(bucket: string, key: string, text: string) {
  return { Bucket: bucket, Key: key, Body: text, ContentType: 'application/json' };
}

function condition(expected: Expectation): { IfMatch: string } | { IfNoneMatch: string } {
  return expected === 'ABSENT' ? { IfNoneMatch: '*' } : { IfMatch: expected.etag };
}

/** S3 answers 412 when the condition fails, 409 when another write is under way, 404 when an expected object is gone. */
const conditionStatuses = [404, 409, 412];

async function writeTextIf(
  client: S3Client,
  input: ConstructorParameters<typeof PutObjectCommand>[0],
): Promise<boolean> {
  try {
    await client.send(new PutObjectCommand(input));
    return true;
  } catch (error) {
    const status = error instanceof S3ServiceException && error.$metadata.httpStatusCode;
    if (typeof status === 'number' && conditionStatuses.includes(status)) {
      return false;
    }
    throw error;
  }
}

/** One PUT takes 5 GB at most; beyond this size the parts of a multipart upload go side by side. */
const singlePutLimit = 64 * 1024 * 1024;

async function upload(client: S3Client, bucket: string, file: string, key: string): Promise<void> {
  const { size } = await stat(file);
  const open = () => ({ Bucket: bucket, Key: key, Body: createReadStream(file) });
  if (size <= singlePutLimit) {
    await retried(() => client.send(new PutObjectCommand({ ...open(), ContentLength: size })));
    return;
  }
  const options = { partSize: 16 * 1024 * 1024, queueSize: 2 };
  await new Upload({ client, params: open(), ...options }).done();
}

const uploadAttempts = 3;

/** The SDK does not send a stream again, because it cannot rewind it; a file can be opened anew. */
async function retried(send: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await send();
      return;
    } catch (error) {
      if (attempt === uploadAttempts || !isTransient(error)) {
        throw error;
      }
      await sleep(100 * 2 ** attempt);
    }
  }
}

function isTransient(error: unknown): boolean {
  const { name, $metadata } = error as Partial<S3ServiceException>;
  return (
    name === 'TimeoutError' || name === 'ThrottlingException' || $metadata?.httpStatusCode === 503
  );
}

async function* list(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedObject> {
  for await (const page of pages(client, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key, ETag, Size, LastModified } of page.Contents ?? []) {
      if (Key !== undefined) {
        const modifiedAt = LastModified ?? new Date(0);
        yield { key: Key, etag: ETag ?? '', bytes: Size ?? 0, modifiedAt };
      }
    }
  }
}

async function folders(client: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const page of pages(client, { Bucket: bucket, Prefix: prefix, Delimiter: '/' })) {
    for (const common of page.CommonPrefixes ?? []) {
      names.push((common.Prefix ?? '').slice(prefix.length).replace(/\/$/, ''));
    }
  }
  return names;
}

async function* pages(
  client: S3Client,
  request: { readonly Bucket: string; readonly Prefix: string; readonly Delimiter?: string },
) {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ ...request, ...(token ? { ContinuationToken: token } : {}) }),
    );
    yield page;
    token = page.NextContinuationToken;
  } while (token);
}
