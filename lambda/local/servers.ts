import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../graph/settings.ts';
import type { Configuration } from '../configuration.ts';

/** A server, and who runs it. */
interface Server {
  readonly endpoint: string;
  /** Embedded in this process: known credentials. Another one's are the SDK's usual ones. */
  readonly isEmbedded: boolean;
}

/** Where a deployment keeps its data. Plain values, so that another process can be told of them. */
export interface Servers {
  readonly s3: Server;
  readonly dynamoDb: Server;
}

/** What the embedded servers accept; they listen on loopback only. */
export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
export const region = 'us-east-1';

const names = { bucket: 'clv-graph', table: 'clv-graph' };

/** Clients that reach the servers, and what is where on them. */
export function configurationOf(servers: Servers, settings: Settings): Configuration {
  const s3 = { ...clientOptions(servers.s3), forcePathStyle: true };
  return {
    settings,
    bucket: names.bucket,
    table: { name: names.table, client: new DynamoDBClient(clientOptions(servers.dynamoDb)) },
    s3: new S3Client(s3),
    presigner: new S3Client({ ...s3, requestChecksumCalculation: 'WHEN_REQUIRED' }),
  };
}

function clientOptions({ endpoint, isEmbedded }: Server) {
  return { endpoint, ...(isEmbedded ? { region, credentials: localCredentials } : {}) };
}

/** Lets go of the connections; who still uses a client meets an error. */
export function closeClients({ s3, presigner, table }: Configuration): void {
  for (const client of [s3, presigner, table.client]) {
    client.destroy();
  }
}
