import { describe, expect, test } from 'vitest';
import { createByteCache } from '../../../lambda/stores/s3/byte-cache.ts';

/** A cache of texts weighed by length, and the keys its loader was called with. */
function countedCache(limit: number) {
  const cache = createByteCache<string>(limit);
  const loads: string[] = [];
  const load = (key: string) =>
    cache.load(key, async () => {
      loads.push(key);
      return { value: key.toUpperCase(), bytes: key.length };
    });
  return { cache, loads, load };
}

describe('createByteCache', () => {
  test('concurrent and later loads of one key call the loader once', async () => {
    const { load, loads } = countedCache(100);
    expect(await Promise.all([load('a'), load('a')])).toEqual(['A', 'A']);
    expect(await load('a')).toBe('A');
    expect(loads).toEqual(['a']);
  });

  test('the value used longest ago makes room first', async () => {
    const { load, loads } = countedCache(6);
    for (const key of ['aa', 'bb', 'cc', 'aa', 'dd', 'aa', 'bb']) {
      await load(key);
    }
    expect(loads).toEqual(['aa', 'bb', 'cc', 'dd', 'bb']);
  });

  test('a value heavier than the cache is handed out and not kept', async () => {
    const { cache, load } = countedCache(3);
    expect(await load('heavy')).toBe('HEAVY');
    expect(cache.has('heavy')).toBe(false);
  });

  test('a failed load is tried again', async () => {
    const cache = createByteCache<string>(10);
    await expect(cache.load('a', () => Promise.reject(new Error('throttled')))).rejects.toThrow();
    expect(await cache.load('a', async () => ({ value: 'A', bytes: 1 }))).toBe('A');
  });
});
