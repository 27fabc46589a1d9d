import { csvRows } from './csv-sample.ts';
import type { FileShape } from './plan.ts';
import { UnreadableFile } from './unreadable-file.ts';

const sampleRows = 500;
const delimiters = [',', ';', '\t', '|'] as const;

/**
 * What the first part of a text file (UTF-8, no byte-order mark) shows. `isWhole` says that the
 * sample is the file, so that its last line is not cut off.
 */
export function shapeOfText(sample: string, isWhole: boolean): FileShape {
  const lastBreak = sample.lastIndexOf('\n');
  const text = isWhole || lastBreak === -1 ? sample : sample.slice(0, lastBreak + 1);
  if (text.trim() === '') {
    throw new UnreadableFile('expected a header line and rows; the file is empty');
  }
  return text.trimStart().startsWith('{') ? shapeOfNdjson(text) : shapeOfCsv(text);
}

function shapeOfCsv(text: string): FileShape {
  const preamble = preambleOf(text);
  const table = withoutLines(text, preamble.length);
  const { delimiter } = widestSplit(table);
  const [header, ...rows] = csvRows(table, delimiter, sampleRows + 1);
  const columns = (header ?? []).map((name) => name.trim());
  const container = { type: 'csv', delimiter } as const;
  return {
    container: preamble.length > 0 ? { ...container, preamble } : container,
    columns,
    rows,
  };
}

/** How far down a report's title, account and dates may reach before the header. */
const preambleLines = 10;

/**
 * The lines above the header: a table that opens with a line of a single value, and becomes wide
 * further down, begins where it is widest.
 */
function preambleOf(text: string): string[] {
  const lines = text.split('\n', preambleLines);
  if (separatorLine.test(lines[0] ?? '')) {
    return lines.slice(0, 1).map((line) => line.trim());
  }
  const widths = lines.map((line) => widestSplit(line).width);
  const widest = Math.max(...widths);
  return widths[0] === 1 && widest >= 3
    ? lines.slice(0, widths.indexOf(widest)).map((line) => line.trim())
    : [];
}

/** "sep=;" tells a spreadsheet the separator, and is none of the table. */
const separatorLine = /^"?sep=.?"?\s*$/i;

function withoutLines(text: string, count: number): string {
  let start = 0;
  for (let line = 0; line < count; line += 1) {
    start = text.indexOf('\n', start) + 1;
  }
  return text.slice(start);
}

/** The separator that splits the first line into the most columns. */
function widestSplit(text: string): { delimiter: string; width: number } {
  const widths = delimiters.map((delimiter) => csvRows(text, delimiter, 1)[0]?.length ?? 0);
  const width = Math.max(...widths);
  return { delimiter: delimiters[widths.indexOf(width)] ?? ',', width };
}

function shapeOfNdjson(text: string): FileShape {
  const objects = text.split('\n').slice(0, sampleRows).flatMap(parsedObject);
  if (objects.length === 0) {
    throw new UnreadableFile(
      'expected one JSON object a line; none of the first lines could be parsed',
    );
  }
  const flat = withParts(objects);
  const columns = [...new Set(flat.flatMap((object) => Object.keys(object)))];
  const rows = flat.map((object) => columns.map((column) => textOf(object[column])));
  const nested = columns.filter((column) => flat.some((object) => isObject(object[column])));
  const shape = { container: { type: 'ndjson' }, columns, rows } as const;
  return nested.length > 0 ? { ...shape, nested } : shape;
}

/** An object with more names than this over all rows is a list by name, not the parts of a thing. */
const mostParts = 100;

/** Objects with the values of the objects within them: `{"customer": {"id": 7}}` has `customer.id`, too. */
function withParts(objects: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  const names = new Map<string, Set<string>>();
  for (const [key, value] of objects.flatMap(Object.entries<unknown>)) {
    const known = names.get(key) ?? new Set();
    for (const name of isObject(value) ? Object.keys(value) : []) {
      known.add(name);
    }
    names.set(key, known);
  }
  return objects.map((object) => {
    const parts = Object.entries(object).flatMap(([key, value]) =>
      isObject(value) && (names.get(key)?.size ?? 0) <= mostParts
        ? Object.entries(value).map(([name, part]) => [`${key}.${name}`, part])
        : [],
    );
    // Own names first, and theirs are the values.
    return { ...object, ...Object.fromEntries(parts), ...object };
  });
}

function parsedObject(line: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? [value] : [];
  } catch {
    return [];
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
