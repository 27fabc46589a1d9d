import { readFileSync } from 'node:fs';
import { uploadKinds } from '../layout.ts';
import { UsageError } from './usage-error.ts';

const shape =
  '{"total": "Betrag"} for orders, or {"orders": {…}, "spend": {…}, "customers": {…}}, each value the name of a column';

/**
 * The columns that a `--mapping` file names, in the words of `--map`: a JSON object of field to column for
 * orders, or one such object for each kind of file.
 *
 * @throws UsageError naming the file and what was expected of it.
 */
export function mappingFlags(path: string | undefined): string[] {
  if (path === undefined) {
    return [];
  }
  return entriesOf(path, read(path)).flatMap(([name, value]) =>
    uploadKinds.some((kind) => kind === name)
      ? entriesOf(path, value).map((entry) => `${name}.${flagOf(path, entry)}`)
      : [flagOf(path, [name, value])],
  );
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'no JSON';
    throw new UsageError(
      `Expected --mapping to be a JSON file, ${shape}; got ${reason} for ${path}.`,
    );
  }
}

function entriesOf(path: string, value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`Expected ${path} to hold ${shape}; got ${JSON.stringify(value)}.`);
  }
  return Object.entries(value);
}

function flagOf(path: string, [field, column]: [string, unknown]): string {
  if (typeof column !== 'string' || column === '') {
    throw new UsageError(
      `Expected ${path} to hold ${shape}; got ${JSON.stringify(column)} for ${field}.`,
    );
  }
  return `${field}=${column}`;
}
