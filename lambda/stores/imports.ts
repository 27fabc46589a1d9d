import {
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Reject } from '../../graph/imports/import.ts';
import type { ImportStore } from '../../graph/imports/store.ts';
import { mappingKey, rejectsKey, uploadKey } from '../layout.ts';
import type { RunStore } from './dynamo/runs.ts';

/** Long enough to send a big file over a slow line. */
const uploadSeconds = 3600;

export interface ImportStoreOptions {
  readonly s3: S3Client;
  /** See `Configuration.presigner`. */
  readonly presigner: S3Client;
  readonly bucket: string;
  readonly runs: RunStore;
  readonly now: () => Date;
  /** A text that no other upload has. */
  readonly unique: () => string;
}

/** Import reports in DynamoDB, refused rows and uploads in S3. */
export function importStore(options: ImportStoreOptions): ImportStore {
  const { s3, presigner, bucket, runs, now, unique } = options;
  return {
    list: (limit, after) => runs.list(limit, after),
    get: (id) => runs.get(id),
    rejects: (id, offset, limit) => readRejects(s3, { bucket, id, offset, limit }),
    createUpload: async ({ kind, fileName, mapping }) => {
      const key = uploadKey(kind, unique(), fileName);
      if (Object.keys(mapping).length > 0) {
        // First: once there is a URL the file may arrive at any moment.
        const stored = { Key: mappingKey(key), Body: JSON.stringify(mapping) };
        await s3.send(new PutObjectCommand({ Bucket: bucket, ...stored }));
      }
      const url = await getSignedUrl(
        presigner,
        new PutObjectCommand({ Bucket: bucket, Key: key }),
        {
          expiresIn: uploadSeconds,
        },
      );
      return {
        url,
        key,
        expiresAt: new Date(now().getTime() + uploadSeconds * 1000).toISOString(),
      };
    },
  };
}

interface RejectsRequest {
  readonly bucket: string;
  readonly id: string;
  readonly offset: number;
  readonly limit: number;
}

/** Reads lines from the start and stops at the page's end: pages of refused rows are few and near the start. */
async function readRejects(
  s3: S3Client,
  { bucket, id, offset, limit }: RejectsRequest,
): Promise<Reject[]> {
  const rejects: Reject[] = [];
  let position = 0;
  for await (const line of linesOf(s3, bucket, rejectsKey(id))) {
    if (position >= offset) {
      rejects.push(JSON.parse(line) as Reject);
    }
    position += 1;
    if (rejects.length === limit) {
      break;
    }
  }
  return rejects;
}

async function* linesOf(s3: S3Client, bucket: string, key: string): AsyncGenerator<string> {
  const stream = await openText(s3, bucket, key);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') {
    yield rest;
  }
}

async function openText(
  s3: S3Client,
  bucket: string,
  key: string,
): Promise<AsyncIterable<Uint8Array>> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body?.transformToWebStream() ?? emptyStream();
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'NoSuchKey') {
      return emptyStream();
    }
    throw error;
  }
}

async function* emptyStream(): AsyncGenerator<Uint8Array> {
  // No rejects file: nothing was refused.
}
