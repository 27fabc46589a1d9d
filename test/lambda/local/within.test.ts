import { expect, test } from 'vitest';
import { within } from '../../../lambda/local/within.ts';

test('work that ends in time is told from work that does not, and from work that fails', async () => {
  expect(await within(10_000, Promise.resolve())).toBe(true);
  expect(await within(1, new Promise(() => undefined))).toBe(false);
  await expect(within(10_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});
