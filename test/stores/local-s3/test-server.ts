import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { S3EventRecord } from 'aws-lambda';
import { type S3ServerOptions, startS3Server } from '../../../lambda/local/s3/server.ts';

export const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
export const region = 'eu-central-1';
export const bucket = 'test-bucket';

export interface TestServer {
  readonly endpoint: string;
  readonly port: number;
  readonly directory: string;
  readonly client: S3Client;
  /** Every event so far. */
  readonly events: readonly S3EventRecord[];
  /** Every error that the server did not expect. */
  readonly errors: readonly unknown[];
  /** Stores an object with the SDK's default settings. */
  put(key: string, body?: string | Buffer): Promise<void>;
  /** Closes the server and keeps its directory. */
  stop(): Promise<void>;
  /** Closes the server and starts another on the same directory. */
  restart(): Promise<TestServer>;
  close(): Promise<void>;
}

/** A server on a new directory with one bucket, and the SDK at its defaults (`forcePathStyle` aside). */
export async function startTestServer(options: Partial<S3ServerOptions> = {}): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'local-s3-'));
  const server = await openTestServer(directory, options);
  await server.client.send(new CreateBucketCommand({ Bucket: bucket }));
  return server;
}

export async function openTestServer(
  directory: string,
  options: Partial<S3ServerOptions> = {},
): Promise<TestServer> {
  const events: S3EventRecord[] = [];
  const errors: unknown[] = [];
  const { endpoint, port, close } = await startS3Server({
    ...credentials,
    region,
    directory,
    onObjectCreated: (event) => {
      events.push(event);
    },
    onError: (error) => {
      errors.push(error);
    },
    ...options,
  });
  const client = connectTo(endpoint);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= close().finally(() => client.destroy());
    return stopping;
  };
  return {
    endpoint,
    port,
    directory,
    client,
    events,
    errors,
    async put(key, body = 'content') {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(body) }),
      );
    },
    stop,
    async restart() {
      await stop();
      return openTestServer(directory, options);
    },
    async close() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The SDK at its defaults, but for the address style that loopback needs. */
export function connectTo(endpoint: string): S3Client {
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true });
}

/** The code and status a call was refused with. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ code: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    return { code: error.name, status: error.$metadata.httpStatusCode };
  }
  throw new Error('Expected a refusal, got a success.');
}

/** Bytes that look random and are the same on every run. */
export function seededBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
