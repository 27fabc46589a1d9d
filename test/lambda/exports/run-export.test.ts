import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Export } from '../../../graph/exports/export.ts';
import { type DynamoDb, startDynamoDb } from '../../../lambda/local/dynamodb.ts';
import { runExport } from '../../../lambda/pipeline/run-export.ts';
import { dynamoExports, type ExportItems } from '../../../lambda/stores/dynamo/exports.ts';
import { memoryStores } from '../../support/memory-stores.ts';
import { order } from '../../support/orders.ts';
import { localDynamoDb, newTable } from '../../support/table.ts';

const shop = memoryStores({
  asOfDay: '2026-06-30',
  orders: ['a', 'b', 'c'].map((customer) => order({ customer, day: '2026-01-01' })),
});

const job = {
  id: 'exp_1',
  snapshot: shop.snapshot.id,
  fields: ['SOURCE_ID'],
  terms: {
    basis: 'REVENUE',
    horizonDays: 365,
    discountRate: 0.1,
    level: 0.9,
    model: null,
    asOfDay: null,
    includesReferrals: false,
  },
  currency: 'USD',
  startedAt: '2026-07-01T00:00:00.000Z',
  totalRows: 3,
} as const;

let server: DynamoDb;
let items: ExportItems;
beforeAll(async () => {
  server = await startDynamoDb({ directory: undefined });
  items = dynamoExports(await newTable(localDynamoDb(server.endpoint)));
});
afterAll(() => server.close());

/** Runs the job against a table; `fail` ends the process, as it were, in the middle of the file. */
async function run(id: string, fail = false): Promise<string> {
  let file = '';
  await runExport(id, {
    items,
    snapshots: shop.stores.snapshots,
    customers: shop.stores.customers,
    write: async (_id, texts) => {
      for await (const text of texts) {
        file += text;
        if (fail) {
          throw new Error('the process ended');
        }
      }
      return Buffer.byteLength(file);
    },
    now: () => new Date('2026-07-01T00:01:00.000Z'),
  });
  return file;
}

const lines = '{"sourceId":"a"}\n{"sourceId":"b"}\n{"sourceId":"c"}\n';

test('an export that a crash ended is written from the start, and once it is done left alone', async () => {
  await items.begin(job);
  await expect(run(job.id, true)).rejects.toThrow('the process ended');
  expect(await items.get(job.id)).toMatchObject({ ...job, status: 'RUNNING', rows: 0 });
  expect(await run(job.id)).toBe(lines);
  const done: Partial<Export> = {
    status: 'SUCCEEDED',
    rows: 3,
    bytes: lines.length,
    finishedAt: '2026-07-01T00:01:00.000Z',
    failure: null,
  };
  expect(await items.get(job.id)).toMatchObject(done);
  expect(await run(job.id)).toBe('');
  expect(await items.get(job.id)).toMatchObject(done);
});

test('an export from a snapshot that is gone fails, and says why', async () => {
  await items.begin({ ...job, id: 'exp_2', snapshot: 'gone' });
  expect(await run('exp_2')).toBe('');
  expect(await items.get('exp_2')).toMatchObject({
    status: 'FAILED',
    failure: 'Snapshot gone is no longer kept.',
  });
  expect(await run('exp_unknown')).toBe('');
});
