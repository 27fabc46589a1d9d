import { randomBytes } from 'node:crypto';
import type { RefreshOptions } from '../pipeline/refresh/options.ts';
import { refresh } from '../pipeline/refresh/refresh.ts';
import { dynamoRecents } from '../stores/dynamo/recents.ts';
import { dynamoSegments } from '../stores/dynamo/segments.ts';
import { s3ObjectStore } from '../stores/s3/object-store.ts';
import type { RefreshRequest } from './refresh-worker.ts';
import { closeClients, configurationOf } from './servers.ts';

export type RefreshListeners = Pick<RefreshOptions, 'onProgress' | 'onCleanUpFailure'>;

/** The refresh function of a deployment on a laptop, wherever it runs. */
export async function refreshOn(
  { servers, settings }: RefreshRequest,
  listeners: RefreshListeners,
): Promise<void> {
  const configuration = configurationOf(servers, settings);
  const { s3, bucket, table } = configuration;
  try {
    await refresh({
      store: s3ObjectStore(s3, bucket),
      settings,
      clock: () => new Date(),
      newSuffix: () => randomBytes(3).toString('hex'),
      recents: dynamoRecents(table),
      savedSegments: () => dynamoSegments(table).list(),
      ...listeners,
    });
  } finally {
    closeClients(configuration);
  }
}
