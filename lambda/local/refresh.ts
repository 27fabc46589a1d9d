import { randomBytes } from 'node:crypto';
import type { Settings } from '../../graph/settings.ts';
import type { RefreshOptions } from '../pipeline/refresh/options.ts';
import { refresh } from '../pipeline/refresh/refresh.ts';
import { dynamoRecents } from '../stores/dynamo/recents.ts';
import { dynamoSegments } from '../stores/dynamo/segments.ts';
import { s3ObjectStore } from '../stores/s3/object-store.ts';
import { configurationOf, type Servers } from './servers.ts';

export type RefreshListeners = Pick<RefreshOptions, 'onProgress' | 'onCleanUpFailure'>;

/** The refresh function of a deployment on a laptop, in whichever thread this is called. */
export function createRefresh(
  { servers, settings }: { readonly servers: Servers; readonly settings: Settings },
  listeners: RefreshListeners,
): () => Promise<void> {
  const { s3, bucket, table } = configurationOf(servers, settings);
  const store = s3ObjectStore(s3, bucket);
  return async () => {
    await refresh({
      store,
      settings,
      clock: () => new Date(),
      newSuffix: () => randomBytes(3).toString('hex'),
      recents: dynamoRecents(table),
      savedSegments: () => dynamoSegments(table).list(),
      ...listeners,
    });
  };
}
