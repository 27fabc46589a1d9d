import { join } from 'node:path';
import { CreateBucketCommand, S3ServiceException } from '@aws-sdk/client-s3';
import type { S3EventRecord } from 'aws-lambda';
import type { Settings } from '../../graph/settings.ts';
import type { Configuration } from '../configuration.ts';
import { createTable } from '../stores/dynamo/table.ts';
import { startDynamoDb } from './dynamodb.ts';
import { startS3Server } from './s3/server.ts';
import {
  closeClients,
  configurationOf,
  localCredentials,
  region,
  type Servers,
} from './servers.ts';

export interface BackendOptions {
  readonly directory: string;
  readonly settings: Settings;
  /** Servers to use instead of the embedded ones. */
  readonly endpoints: { readonly s3: string | undefined; readonly dynamoDb: string | undefined };
  readonly onObjectCreated: (record: S3EventRecord) => Promise<void>;
}

/** S3 and DynamoDB, with the bucket and the table made, and clients that reach them. */
export interface Backend {
  readonly servers: Servers;
  readonly configuration: Configuration;
  /** The embedded S3 tells of objects by itself; of another server's nobody does. */
  readonly hasEvents: boolean;
  close(): Promise<void>;
}

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
  const servers = {
    s3: serverAt(endpoints.s3, s3),
    dynamoDb: serverAt(endpoints.dynamoDb, dynamoDb),
  };
  const configuration = configurationOf(servers, settings);
  await createBucket(configuration);
  await createTable(configuration.table);
  return {
    servers,
    configuration,
    hasEvents: s3 !== undefined,
    close: async () => {
      // Servers first: dynalite goes on with a request whose client is gone, and its store is closed under it.
      await Promise.all([s3?.close(), dynamoDb?.close()]);
      closeClients(configuration);
    },
  };
}

function serverAt(named: string | undefined, embedded: { readonly endpoint: string } | undefined) {
  return { endpoint: named ?? embedded?.endpoint ?? '', isEmbedded: embedded !== undefined };
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
