/** Keys in the order S3 lists them: by their bytes in UTF-8. */
export interface SortedKeys {
  readonly all: readonly string[];
  add(key: string): void;
  remove(key: string): void;
}

export function createSortedKeys(keys: Iterable<string>): SortedKeys {
  const all = [...keys].sort(compareKeys);
  const position = (key: string) => firstIndex(all, (other) => compareKeys(other, key) >= 0);
  return {
    all,
    add(key) {
      const at = position(key);
      if (all[at] !== key) all.splice(at, 0, key);
    },
    remove(key) {
      const at = position(key);
      if (all[at] === key) all.splice(at, 1);
    },
  };
}

/** The first index whose key satisfies a condition that, once true, stays true; the length if none. */
export function firstIndex(keys: readonly string[], isReached: (key: string) => boolean): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isReached(keys[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Compares as UTF-8 bytes would, without encoding.
 *
 * JavaScript compares UTF-16 units, which agrees except that surrogates (U+10000 and up) sort before
 * U+E000 to U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
