import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportReport } from '../../../graph/imports/import.ts';
import type { DynamoDb } from '../../../lambda/local/dynamodb.ts';
import { begunReport } from '../../../lambda/pipeline/ingest/report.ts';
import { dynamoRuns, type RunStore } from '../../../lambda/stores/dynamo/runs.ts';
import { localDynamoDb, newTable } from '../../support/table.ts';
import { backends } from './backends.ts';

describe.each(backends)('runs on $name', ({ name, start }) => {
  let server: DynamoDb | undefined;
  let runs: RunStore;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.close());
  beforeEach(async (context) => {
    if (!server) {
      context.skip(`${name} is not installed`);
      return;
    }
    runs = dynamoRuns(await newTable(localDynamoDb(server.endpoint)));
  });

  test('a run that began earlier keeps its beginning', async () => {
    await runs.begin(report('imp_1', '2026-01-05T10:00:00.000Z'));
    const again = await runs.begin(report('imp_1', '2026-01-05T11:00:00.000Z'));
    expect(again.startedAt).toBe('2026-01-05T10:00:00.000Z');
  });

  test('pages go back over months, newest first, each run once', async () => {
    const times = ['2026-03-02', '2026-03-01', '2025-11-30', '2025-11-29', '2025-01-01'];
    for (const [index, day] of times.entries()) {
      await runs.begin(report(`imp_${index}`, `${day}T10:00:00.000Z`));
    }
    const seen: string[] = [];
    let next: string | undefined;
    let pages = 0;
    do {
      const page = await runs.list(2, next);
      seen.push(...page.reports.map(({ id }) => id));
      next = page.next;
      pages += 1;
    } while (next);
    expect(seen).toEqual(['imp_0', 'imp_1', 'imp_2', 'imp_3', 'imp_4']);
    expect(pages).toBe(3);
  });

  test('a full last page says that nothing follows', async () => {
    await runs.begin(report('imp_1', '2026-03-01T10:00:00.000Z'));
    expect((await runs.list(1, undefined)).next).toBeUndefined();
  });

  test('a report is bounded, however much a file gives rise to', async () => {
    const begun = await runs.begin(report('imp_1', '2026-03-01T10:00:00.000Z'));
    const reject = { line: 1, column: 'a', value: 'x'.repeat(200), reason: 'bad' };
    await runs.save({
      ...begun,
      failure: 'x'.repeat(1_000_000),
      firstRejects: Array.from({ length: 10_000 }, () => reject),
    });
    const saved = await runs.get('imp_1');
    expect([saved?.failure?.length, saved?.firstRejects.length]).toEqual([2000, 100]);
  });

  test('an unknown run is undefined', async () => {
    expect(await runs.get('imp_none')).toBeUndefined();
  });
});

function report(id: string, startedAt: string): ImportReport {
  return begunReport({ id, fileName: 'orders.csv', kind: 'orders', startedAt });
}
