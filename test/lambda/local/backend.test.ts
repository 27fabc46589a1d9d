import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultSettings } from '../../../graph/settings.ts';
import { startBackend } from '../../../lambda/local/backend.ts';
import { dynamoRuns } from '../../../lambda/stores/dynamo/runs.ts';

test('requests under way are answered before the store is closed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'clv-backend-'));
  const backend = await startBackend({
    directory,
    settings: defaultSettings,
    endpoints: { s3: undefined, dynamoDb: undefined },
    onObjectCreated: async () => undefined,
  });
  const runs = dynamoRuns(backend.configuration.table);
  const asked = Array.from({ length: 40 }, () => runs.list(1, undefined));
  await Promise.race(asked);
  // Under a request, dynalite's store must not be closed: it would throw where only the test run catches it.
  await backend.close();
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).not.toEqual([]);
  await rm(directory, { recursive: true, force: true });
});
