import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../../graph/settings.ts';
import { bucketsFor, planRefresh } from '../../../lambda/pipeline/refresh/plan.ts';
import {
  expiredSnapshots,
  pastGrace,
  retain,
  withoutErased,
} from '../../../lambda/pipeline/refresh/retention.ts';
import { snapshotId, startOf } from '../../../lambda/pipeline/refresh/snapshot-id.ts';

describe('buckets', () => {
  test.each([
    [0, 1],
    [1_000_000, 1],
    [1_000_001, 2],
    [3_000_000, 4],
    [100_000_000, 128],
  ])('%d orders at a million a bucket make %d', (orders, buckets) => {
    expect(bucketsFor(orders, 1_000_000, 0)).toBe(buckets);
  });

  test('never become fewer', () => {
    expect(bucketsFor(10, 1_000_000, 8)).toBe(8);
  });

  test('end at what a file name and the hash can tell apart', () => {
    expect(bucketsFor(1e12, 1_000_000, 0)).toBe(4096);
  });
});

test('without a former snapshot everything listed is new, and even nothing is news', () => {
  const delta = { kind: 'orders', key: 'lake/orders/delta/a.parquet', etag: '1' } as const;
  expect(planRefresh(undefined, [delta], defaultSettings, [])).toMatchObject({
    hasNews: true,
    deltas: [delta],
    base: { orders: [], customers: [], spend: [] },
  });
  expect(planRefresh(undefined, [], defaultSettings, []).hasNews).toBe(true);
});

describe('snapshot ids', () => {
  test('sort by the time their refresh began, which can be read from them', () => {
    const startedAt = new Date('2026-03-14T09:15:00.123Z');
    expect(snapshotId(startedAt, '1f2e')).toBe('20260314T091500123Z-1f2e');
    expect(startOf('20260314T091500123Z-1f2e')).toEqual(startedAt);
  });

  test('a name that no refresh gave has no beginning', () => {
    expect(startOf('backup')).toBeUndefined();
  });
});

describe('retention', () => {
  const now = new Date('2026-03-31T00:00:00Z');
  const published = ['2026-01-01', '2026-01-02', '2026-03-01', '2026-03-25'].map((day) => ({
    id: `${day.replaceAll('-', '')}T000000000Z-a`,
    publishedAt: `${day}T00:00:00Z`,
  }));

  test('keeps the newest three and the last week', () => {
    expect(retain(published, now)).toEqual(published.slice(1));
  });

  test('lets go of what was never published once it is a day old, and of nothing it does not know', () => {
    const found = ['20260330T120000000Z-x', '20260329T120000000Z-y', 'backup'];
    expect(expiredSnapshots(found, published, now)).toEqual(['20260329T120000000Z-y']);
  });

  test('what holds erased customers goes at once, but for the one that readers may still serve', () => {
    const since = { id: '20260325T000000000Z-a', publishedAt: '2026-03-30T23:58:00Z' };
    expect(withoutErased(published, since, now)).toEqual(published.slice(2));
    const later = new Date('2026-03-31T00:04:00Z');
    expect(withoutErased(published, since, later)).toEqual(published.slice(3));
    expect(withoutErased(published, null, later)).toEqual(published);
    const found = ['20260324T230000000Z-x', '20260330T230000000Z-y'];
    expect(expiredSnapshots(found, published.slice(3), now, since)).toEqual(found.slice(0, 1));
  });

  test('waits five minutes for readers of the former snapshot', () => {
    const delta = { kind: 'orders', key: 'k', etag: 'e', rows: 1 } as const;
    const at = (publishedAt: string) => ({ ...delta, publishedAt });
    const consumed = [at('2026-03-30T23:54:59Z'), at('2026-03-30T23:55:01Z')];
    expect(pastGrace(consumed, now)).toEqual(consumed.slice(0, 1));
  });
});
