import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { S3EventRecord } from 'aws-lambda';
import type { Settings } from '../../graph/settings.ts';
import type { Configuration } from '../configuration.ts';
import { createTable } from '../stores/dynamo/table.ts';
import { startDynamoDb } from './dynamodb.ts';
import { startS3Server } from './s3/server.ts';

export interface BackendOptions {
  readonly directory: string;
  readonly settings: Settings;
  /** Servers to use instead of the embedded ones. */
  readonly endpoints: { readonly s3: string | undefined; readonly dynamoDb: string | undefined };
  readonly onObjectCreated: (record: S3EventRecord) => Promise<void>;
}

/** S3 and DynamoDB, with the bucket and the table made, and clients that reach them. */
export interface Backend {
  readonly configuration: Configuration;
  /** The embedded S3 tells of objects by itself; of another server's nobody does. */
  readonly hasEvents: boolean;
  close(): Promise<void>;
}

const names = { bucket: 'clv-graph', table: 'clv-graph' };

/** What the embedded servers accept; they listen on loopback only. */
const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const region = 'us-east-1';

/** Starts what `endpoints` does not name. With an endpoint of its own, a client uses the SDK's usual credentials. */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  const { directory, settings, endpoints, onObjectCreated } = options;
  const s3 = endpoints.s3
    ? undefined
    : await startS3Server({
        directory: join(directory, 's3'),
        region,
        ...localCredentials,
        onObjectCreated,
      });
  const dynamoDb = endpoints.dynamoDb
    ? undefined
    : await startDynamoDb({ directory: join(directory, 'dynamodb') });
  const s3Options = clientOptions(endpoints.s3 ?? s3?.endpoint, s3 !== undefined);
  const configuration: Configuration = {
    settings,
    bucket: names.bucket,
    table: {
      name: names.table,
      client: new DynamoDBClient(
        clientOptions(endpoints.dynamoDb ?? dynamoDb?.endpoint, dynamoDb !== undefined),
      ),
    },
    s3: new S3Client({ ...s3Options, forcePathStyle: true }),
    presigner: new S3Client({
      ...s3Options,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    }),
  };
  await createBucket(configuration);
  await createTable(configuration.table);
  return {
    configuration,
    hasEvents: s3 !== undefined,
    close: async () => {
      configuration.s3.destroy();
      configuration.presigner.destroy();
      configuration.table.client.destroy();
      await Promise.all([s3?.close(), dynamoDb?.close()]);
    },
  };
}

function clientOptions(endpoint: string | undefined, isEmbedded: boolean) {
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(isEmbedded ? { region, credentials: localCredentials } : {}),
  };
}

async function createBucket({ s3, bucket }: Configuration): Promise<void> {
  try {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (error) {
    const exists =
      error instanceof S3ServiceException &&
      ['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'].includes(error.name);
    if (!exists) {
      throw error;
    }
  }
}
