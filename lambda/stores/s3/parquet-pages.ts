import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { DecodedArray } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { readPlain } from 'hyparquet/src/plain.js';
import type { ColumnDecoder, DataReader, PageHeader } from 'hyparquet/src/types.js';

/** A page with its levels; empty levels mean that every entry is defined, or starts a row. */
export interface Page {
  readonly definition: readonly number[];
  readonly repetition: readonly number[];
  /** The defined entries: values, or places in the dictionary if there is one. */
  readonly values: DecodedArray;
  readonly dictionary: DecodedArray | undefined;
  readonly entries: number;
}

/** DuckDB writes zstd, Athena may write gzip or snappy, which hyparquet knows itself. */
export const compressors = {
  GZIP: (input: Uint8Array) => gunzipSync(input),
  ZSTD: (input: Uint8Array) => zstdDecompressSync(input),
};

/** All pages of a column chunk as one. */
export function readChunk(bytes: Uint8Array, decoder: ColumnDecoder, maxDefinition: number): Page {
  return mergePages(readPages(bytes, decoder), maxDefinition);
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

/** DuckDB writes a single page for 2,048 rows, so this seldom copies. */
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

/** The values themselves, of entries that may be places in the dictionary. */
export function dereference({ dictionary }: Page, values: DecodedArray): DecodedArray {
  return dictionary ? Array.from(values, (place) => dictionary[Number(place)]) : values;
}
