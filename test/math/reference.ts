import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Inputs, and the function's value at them to 50 digits. */
export interface ReferenceCase {
  readonly inputs: readonly number[];
  readonly expected: number;
}

type Row = readonly (number | string | null)[];

/**
 * The rows of a fixture, or of one function in it, as written: inputs as numbers, values as decimal strings, null where there
 * is none.
 */
export function referenceRows(file: string, name?: string): readonly Row[] {
  const path = join(import.meta.dirname, '..', 'fixtures', 'models', file);
  const fixture = JSON.parse(readFileSync(path, 'utf8'));
  const rows: readonly Row[] | undefined = name === undefined ? fixture : fixture[name];
  if (!rows) {
    throw new Error(`Expected ${file} to have one of ${Object.keys(fixture)}, asked for ${name}`);
  }
  return rows;
}

/** The same where each row ends in one expected value. */
export function referenceCases(file: string, name: string): readonly ReferenceCase[] {
  return referenceRows(file, name).map((row) => ({
    inputs: row.slice(0, -1).map(Number),
    expected: Number(row.at(-1)),
  }));
}

export interface Worst {
  readonly error: number;
  readonly inputs: readonly number[];
}

/**
 * The largest error of `f` over the cases, divided by max(|expected|, floor), and where it is.
 *
 * With floor 0 the error is relative; an expected 0 must then be met exactly.
 */
export function worstError(
  cases: readonly ReferenceCase[],
  f: (...inputs: number[]) => number,
  floor = 0,
): Worst {
  let worst: Worst = { error: 0, inputs: [] };
  for (const { inputs, expected } of cases) {
    const actual = f(...inputs);
    const error =
      actual === expected ? 0 : Math.abs(actual - expected) / Math.max(Math.abs(expected), floor);
    if (!(error <= worst.error)) {
      worst = { error, inputs };
    }
  }
  return worst;
}
