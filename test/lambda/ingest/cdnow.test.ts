import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from './harness.ts';

const folder =
  process.env['CDNOW_DIR'] ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');
const isMissing = !existsSync(join(folder, 'cdnow_full.csv'));
if (isMissing) {
  process.stderr.write(
    `skipped: no CDNOW log in ${folder}; set CDNOW_DIR to the folder that has it\n`,
  );
}

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

test.skipIf(isMissing)('every row of the full CDNOW log is accounted for', async () => {
  const report = await shop.importFile(await readFile(join(folder, 'cdnow_full.csv')));
  expect(report).toMatchObject({
    status: 'SUCCEEDED',
    format: 'generic-csv',
    mapping: { customerId: 'customer_id', orderedAt: 'date', total: 'amount', quantity: 'units' },
    rowsRead: 69_659,
    rowsKept: 67_511,
    rowsMerged: 2_068,
    rowsExcluded: 80,
    rowsRejected: 0,
    excludedByReason: { ZERO_AMOUNT: 80 },
    totals: {
      source: '2500315.6300',
      kept: '2500315.6300',
      excluded: '0.0000',
      rejected: '0.0000',
    },
  });
  const [count] = await shop.queryDelta(
    'orders',
    report.id,
    'SELECT count(DISTINCT customer_key)::INTEGER AS customers, sum(net)::VARCHAR AS net FROM delta',
  );
  expect(count).toEqual({ customers: 23_570, net: '2500315.6300' });
});

test.skipIf(isMissing)('the CDNOW sample counts by its own customer id', async () => {
  const report = await shop.importFile(await readFile(join(folder, 'cdnow_sample.csv')));
  expect(report).toMatchObject({
    mapping: { customerId: 'customer_id' },
    rowsRead: 6_919,
    rowsKept: 6_688,
    rowsMerged: 223,
    rowsExcluded: 8,
  });
});
