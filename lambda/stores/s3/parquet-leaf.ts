import { zstdDecompressSync } from 'node:zlib';
import type { DecodedArray } from 'hyparquet';
import { assembleLists } from 'hyparquet/src/assemble.js';
import { parquetHeader } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { getMaxDefinitionLevel } from 'hyparquet/src/schema.js';
import type { ColumnDecoder, DataReader, PageHeader } from 'hyparquet/src/types.js';
import type { Chunk, Leaf } from './parquet-footer.ts';

/**
 * Reads a run of rows from one column chunk.
 *
 * A row group has 2,048 rows and a customer wants five of them. hyparquet's own reader converts and
 * nests all values of a page before it cuts; this one cuts first, which is some ten times quicker for
 * a history with order lines. Pages, levels and encodings are still hyparquet's to read.
 */
export function readLeaf(
  bytes: Uint8Array,
  { leaf, chunk }: { readonly leaf: Leaf; readonly chunk: Chunk },
  rows: Rows,
): DecodedArray {
  const decoder = decoderOf(leaf, chunk);
  const maxDefinition = getMaxDefinitionLevel(leaf.schemaPath);
  const page = mergePages(readPages(bytes, decoder), maxDefinition);
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

/** A page with its levels; empty levels mean that every entry is defined, or starts a row. */
interface Page {
  readonly definition: readonly number[];
  readonly repetition: readonly number[];
  /** The defined entries: values, or places in the dictionary if there is one. */
  readonly values: DecodedArray;
  readonly dictionary: DecodedArray | undefined;
  readonly entries: number;
}

const compressors = { ZSTD: (input: Uint8Array) => zstdDecompressSync(input) };

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

function readPages(bytes: Uint8Array, decoder: ColumnDecoder): Page[] {
  const reader = {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    offset: 0,
  };
  const pages: Page[] = [];
  let dictionary: DecodedArray | undefined;
  while (reader.offset < bytes.byteLength) {
    const header = parquetHeader(reader);
    const content = bytes.subarray(reader.offset, reader.offset + header.compressed_page_size);
    reader.offset += header.compressed_page_size;
    if (header.dictionary_page_header) {
      dictionary = readDictionary(content, header, decoder);
    } else {
      pages.push(readPage(content, header, { decoder, dictionary }));
    }
  }
  return pages;
}

function readDictionary(content: Uint8Array, header: PageHeader, decoder: ColumnDecoder) {
  const count = header.dictionary_page_header?.num_values ?? 0;
  return readPlain(
    readerOf(unpack(content, header, decoder)),
    decoder.type,
    count,
    decoder.element.type_length,
  );
}

function readPage(
  content: Uint8Array,
  header: PageHeader,
  {
    decoder,
    dictionary,
  }: { readonly decoder: ColumnDecoder; readonly dictionary: DecodedArray | undefined },
): Page {
  const details = header.data_page_header ?? header.data_page_header_v2;
  if (!details) {
    throw new Error(`parquet page: expected data, got ${header.type}`);
  }
  const read = header.data_page_header
    ? readDataPage(unpack(content, header, decoder), header.data_page_header, decoder)
    : readDataPageV2(content, header, decoder);
  return {
    definition: read.definitionLevels ?? [],
    repetition: read.repetitionLevels,
    values: read.dataPage,
    dictionary: details.encoding.endsWith('_DICTIONARY') ? dictionary : undefined,
    entries: details.num_values,
  };
}

function unpack(content: Uint8Array, header: PageHeader, { codec }: ColumnDecoder): Uint8Array {
  return decompressPage(content, header.uncompressed_page_size, codec, compressors);
}

function readerOf(bytes: Uint8Array): DataReader {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}

/** Pages as one. DuckDB writes a single page for 2,048 rows, so this seldom copies. */
function mergePages(pages: readonly Page[], maxDefinition: number): Page {
  const [only, ...others] = pages;
  if (only && others.length === 0) {
    return only;
  }
  return {
    definition: pages.flatMap(({ definition, entries }) =>
      definition.length > 0 ? definition : new Array<number>(entries).fill(maxDefinition),
    ),
    repetition: pages.flatMap(({ repetition }) => repetition),
    values: pages.flatMap((page) => Array.from(dereference(page, page.values))),
    dictionary: undefined,
    entries: pages.reduce((sum, { entries }) => sum + entries, 0),
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

function dereference({ dictionary }: Page, values: DecodedArray): DecodedArray {
  return dictionary ? Array.from(values, (place) => dictionary[Number(place)]) : values;
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
