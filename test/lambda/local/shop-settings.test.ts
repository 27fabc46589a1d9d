import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings } from '../../../graph/settings.ts';
import { settleSettings } from '../../../lambda/local/shop-settings.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clv-settings-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('flags win over presets, presets over the defaults', async () => {
  const presets = { currency: 'EUR', timeZone: 'Europe/Berlin' };
  expect(await settleSettings(directory, { currency: 'CHF', margin: 0.4 }, presets)).toEqual({
    ...defaultSettings,
    currency: 'CHF',
    timeZone: 'Europe/Berlin',
    margin: 0.4,
  });
});

test('what a folder was started with holds for the next start', async () => {
  const first = await settleSettings(directory, { currency: 'CHF', asOf: '2026-01-31' }, {});
  expect(await settleSettings(directory, {}, { currency: 'EUR' })).toEqual(first);
});

test('margin and the last day may change from start to start', async () => {
  await settleSettings(directory, { margin: 0.4 }, {});
  expect(await settleSettings(directory, { margin: 0.5, asOf: '2026-01-31' }, {})).toMatchObject({
    margin: 0.5,
    asOf: '2026-01-31',
  });
});

test.for([
  { flags: { currency: 'USD' }, says: /the currency that .* \(EUR\), got USD\. Add --fresh/ },
  { flags: { timeZone: 'Asia/Tokyo' }, says: /the timeZone that .* \(UTC\), got Asia\/Tokyo/ },
])('$flags is refused for a folder that was imported under another', async ({ flags, says }) => {
  const stored = await settleSettings(directory, { currency: 'EUR' }, {});
  await expect(settleSettings(directory, flags, {})).rejects.toThrow(says);
  expect(await settleSettings(directory, {}, {})).toEqual(stored);
});
