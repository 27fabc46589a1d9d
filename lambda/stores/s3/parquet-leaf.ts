import type { DecodedArray } from 'hyparquet';
import { assembleLists } from 'hyparquet/src/assemble.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getMaxDefinitionLevel } from 'hyparquet/src/schema.js';
import type { ColumnDecoder } from 'hyparquet/src/types.js';
import type { Chunk, Leaf } from './parquet-footer.ts';
import { compressors, dereference, type Page, readChunk } from './parquet-pages.ts';

/**
 * Reads a run of rows from one column chunk.
 *
 * A row group has 2,048 rows and a customer wants five of them. hyparquet's own reader converts and
 * nests all values of a page before it cuts; this one cuts first, which made 50 histories with
 * order lines four times quicker. Pages, levels and encodings are still hyparquet's to read.
 */
export function readLeaf(
  bytes: Uint8Array,
  { leaf, chunk }: { readonly leaf: Leaf; readonly chunk: Chunk },
  rows: Rows,
): DecodedArray {
  const decoder = decoderOf(leaf, chunk);
  const maxDefinition = getMaxDefinitionLevel(leaf.schemaPath);
  const page = readChunk(bytes, decoder, maxDefinition);
  const entries = page.repetition.length > 0 ? entriesOfRows(page.repetition, rows) : rows;
  const values = valuesOfEntries(page, entries, maxDefinition);
  const converted = convert(dereference(page, values), decoder);
  const definition = page.definition.slice(entries.from, entries.to);
  if (page.repetition.length > 0) {
    const repetition = page.repetition.slice(entries.from, entries.to);
    return assembleLists([], definition, repetition, converted, leaf.schemaPath);
  }
  return definition.length > 0 ? withNulls(definition, maxDefinition, converted) : converted;
}

/** From `from` up to and without `to`. */
interface Rows {
  readonly from: number;
  readonly to: number;
}

/** Text is kept as bytes and every time as microseconds, for `field-values.ts`. */
const rawParsers = {
  ...DEFAULT_PARSERS,
  stringFromBytes: (bytes: Uint8Array) => bytes,
  timestampFromMilliseconds: (millis: bigint) => millis * 1000n,
  timestampFromMicroseconds: (micros: bigint) => micros,
  timestampFromNanoseconds: (nanos: bigint) => nanos / 1000n,
  dateFromDays: (days: number) => days,
};

function decoderOf({ path, schemaPath }: Leaf, { codec }: Chunk): ColumnDecoder {
  const element = schemaPath.at(-1)?.element;
  if (!element?.type) {
    throw new Error(`parquet column ${path.join('.')}: expected a physical type, got none`);
  }
  // hyparquet turns decimals into binary floating point. Without their logical type it hands out the
  // unscaled integer instead, from which `decimal` makes an exact text.
  const { converted_type: converted, logical_type: logical, ...physical } = element;
  const isDecimal = converted === 'DECIMAL' || logical?.type === 'DECIMAL';
  return {
    pathInSchema: [...path],
    schemaPath,
    type: element.type,
    element: isDecimal ? physical : element,
    codec,
    compressors,
    parsers: rawParsers,
  };
}

/** A row of a list begins at an entry of repetition level 0. */
function entriesOfRows(repetition: readonly number[], { from, to }: Rows): Rows {
  let row = -1;
  let first = repetition.length;
  for (const [entry, level] of repetition.entries()) {
    row += level === 0 ? 1 : 0;
    if (row === from && level === 0) {
      first = entry;
    }
    if (row === to) {
      return { from: first, to: entry };
    }
  }
  return { from: first, to: repetition.length };
}

/** The part of `values` that belongs to some entries: only defined ones have a value. */
function valuesOfEntries(
  { definition, values }: Page,
  { from, to }: Rows,
  maxDefinition: number,
): DecodedArray {
  if (definition.length === 0) {
    return values.slice(from, to);
  }
  const before = countDefined(definition, { from: 0, to: from }, maxDefinition);
  return values.slice(before, before + countDefined(definition, { from, to }, maxDefinition));
}

function countDefined(definition: readonly number[], { from, to }: Rows, max: number): number {
  let count = 0;
  for (let entry = from; entry < to; entry += 1) {
    count += definition[entry] === max ? 1 : 0;
  }
  return count;
}

function withNulls(
  definition: readonly number[],
  maxDefinition: number,
  values: DecodedArray,
): unknown[] {
  let next = 0;
  return definition.map((level) => {
    if (level !== maxDefinition) {
      return null;
    }
    next += 1;
    return values[next - 1];
  });
}
