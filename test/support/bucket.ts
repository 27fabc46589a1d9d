import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startS3Server } from '../../lambda/local/s3/server.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const region = 'eu-central-1';

export interface TestBucket {
  readonly client: S3Client;
  readonly name: string;
  close(): Promise<void>;
}

/** The embedded S3 with one empty bucket, in a folder that `close` removes. */
export async function newBucket(): Promise<TestBucket> {
  const directory = await mkdtemp(join(tmpdir(), 'clv-s3-'));
  const server = await startS3Server({ directory, ...credentials, region });
  const client = new S3Client({
    endpoint: server.endpoint,
    region,
    credentials,
    forcePathStyle: true,
  });
  const name = 'data';
  await client.send(new CreateBucketCommand({ Bucket: name }));
  return {
    client,
    name,
    close: async () => {
      client.destroy();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
