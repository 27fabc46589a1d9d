import { randomBytes } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { configurationFrom } from './configuration.ts';
import type { RefreshOptions, RefreshOutcome } from './pipeline/refresh/options.ts';
import { refresh } from './pipeline/refresh/refresh.ts';
import { dynamoRecents } from './stores/dynamo/recents.ts';
import { dynamoSegments } from './stores/dynamo/segments.ts';
import { s3ObjectStore } from './stores/s3/object-store.ts';

export type RefreshHandler = () => Promise<RefreshOutcome>;

/** Publishes a snapshot of what is in the lake now. Nothing in the event matters. */
export function createHandler(options: RefreshOptions): RefreshHandler {
  return () => refresh(options);
}

let wired: RefreshHandler | undefined;

/** The deployed function. Its configuration is read at the first event, so that a mistake in it is logged. */
export const handler: RefreshHandler = () => {
  wired ??= createHandler(optionsFromEnvironment());
  return wired();
};

function optionsFromEnvironment(): RefreshOptions {
  const { settings, bucket, table, s3 } = configurationFrom(process.env);
  const log = new Logger({ serviceName: 'refresh' });
  return {
    store: s3ObjectStore(s3, bucket),
    settings,
    clock: () => new Date(),
    newSuffix: () => randomBytes(4).toString('hex'),
    recents: dynamoRecents(table),
    savedSegments: () => dynamoSegments(table).list(),
    onProgress: (stage) => log.info('refresh stage', { stage }),
    onCleanUpFailure: (error) =>
      log.error('clean-up failed; the next refresh tries again', { error }),
  };
}
