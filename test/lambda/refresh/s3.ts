import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startS3Server } from '../../../lambda/local/s3/server.ts';
import { type ObjectStore, s3ObjectStore } from '../../../lambda/stores/s3/object-store.ts';

/** A bucket on a server of its own. */
export interface TestS3 {
  readonly client: S3Client;
  readonly bucket: string;
  readonly store: ObjectStore;
  /** Room for files, removed by `close`. */
  readonly directory: string;
  close(): Promise<void>;
}

export async function openS3(): Promise<TestS3> {
  const directory = await mkdtemp(join(tmpdir(), 'refresh-s3-'));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
  const region = 'eu-north-1';
  const server = await startS3Server({ directory: join(directory, 's3'), region, ...credentials });
  const client = new S3Client({
    endpoint: server.endpoint,
    forcePathStyle: true,
    region,
    credentials,
  });
  const bucket = 'data';
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    client,
    bucket,
    directory,
    store: s3ObjectStore(client, bucket),
    close: async () => {
      client.destroy();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
