/** Smallest and greatest key of a row group; undefined where the file does not say. */
export interface KeySpan {
  readonly min: string | undefined;
  readonly max: string | undefined;
}

/**
 * The order both engines sort text in: by UTF-8 bytes. JavaScript's `<` compares UTF-16 units, which
 * puts characters beyond U+FFFF before those from U+E000 on.
 */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * The row groups of a sorted file that may hold one of the wanted keys, ascending. A group without
 * statistics may hold any key; a key that spans several groups names them all.
 */
export function groupsOfKeys(spans: readonly KeySpan[], wanted: Iterable<string>): number[] {
  const found = new Set<number>();
  const mins = spans.map(({ min }) => (min === undefined ? undefined : Buffer.from(min)));
  const maxs = spans.map(({ max }) => (max === undefined ? undefined : Buffer.from(max)));
  for (const key of wanted) {
    const bytes = Buffer.from(key);
    for (const index of spans.keys()) {
      const min = mins[index];
      const max = maxs[index];
      if ((!min || Buffer.compare(min, bytes) <= 0) && (!max || Buffer.compare(bytes, max) <= 0)) {
        found.add(index);
      }
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** Rows of one key in a sorted column of UTF-8 bytes: from `from` up to and without `to`. */
export function rowsOfKey(
  column: readonly Uint8Array[],
  key: string,
): { readonly from: number; readonly to: number } {
  const bytes = Buffer.from(key);
  const from = firstRowWhere(column, (value) => Buffer.compare(value, bytes) >= 0);
  const to = firstRowWhere(column, (value) => Buffer.compare(value, bytes) > 0);
  return { from, to };
}

/** Index of the first value that satisfies a predicate which never turns false again. */
export function firstRowWhere(
  column: readonly Uint8Array[],
  isReached: (value: Uint8Array) => boolean,
): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = column[middle];
    if (value && isReached(value)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
