import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ingestFile } from '../../lambda/pipeline/ingest/ingest-file.ts';
import type { RecentsStore } from '../../lambda/stores/dynamo/recents.ts';
import type { RunStore } from '../../lambda/stores/dynamo/runs.ts';
import type { ObjectStore } from '../../lambda/stores/s3/object-store.ts';
import { testIdentityKey } from '../support/identity-key.ts';
import { nothingPublished } from '../support/nothing-published.ts';

/*
 * Imports one file of orders in a process of its own, and prints the milliseconds, the rows and the
 * greatest memory (MB) of that process as JSON: `node import-once.ts <file> <folder for the lake>`.
 * The stores are files and no table: what is measured is the import.
 */

const [file = '', lake = ''] = process.argv.slice(2);

const objects = {
  readText: () => Promise.resolve(undefined),
  download: (_key: string, path: string) => copyFile(file, path),
  upload: async (path: string, key: string) => {
    await mkdir(dirname(join(lake, key)), { recursive: true });
    await copyFile(path, join(lake, key));
  },
} as unknown as ObjectStore;

const runs = {
  begin: (report: unknown) => Promise.resolve(report),
  save: () => Promise.resolve(),
} as unknown as RunStore;

const recents = {
  writeOrders: () => Promise.resolve(),
  writeProfiles: () => Promise.resolve(),
  owners: async function* () {},
} as unknown as RecentsStore;

const steps: number[] = [];
const startedAt = performance.now();
const report = await ingestFile(
  {
    objects,
    runs,
    recents,
    published: nothingPublished,
    identityKey: async () => testIdentityKey,
    settings: { currency: 'EUR', timeZone: 'Europe/Berlin', margin: 0.3, variableCost: 0 },
    clock: () => new Date(),
    requestRefresh: () => Promise.resolve(),
    onProgress: ({ done }) => steps.push(done),
  },
  {
    bucket: 'bench',
    key: 'uploads/orders/bench/orders.csv',
    eventTime: new Date().toISOString(),
    write: '1',
  },
);
process.stdout.write(
  JSON.stringify({
    ms: performance.now() - startedAt,
    rows: report?.rowsRead,
    failure: report?.failure,
    maxMb: process.resourceUsage().maxRSS / 1024,
    progressSteps: steps.length,
  }),
);
