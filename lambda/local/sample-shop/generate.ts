import { customersCsv } from './customers-csv.ts';
import { type SampleShopOptions, sampleShop } from './options.ts';
import { ordersCsv } from './orders-csv.ts';
import { spendCsv } from './spend-csv.ts';

/** The files a shop would drop: lines of CSV, each with its line feed, the header first. */
export interface SampleShopFiles {
  readonly ordersCsv: Iterable<string>;
  readonly spendCsv: Iterable<string>;
  readonly customersCsv: Iterable<string>;
}

/**
 * The sample shop: a coffee roaster in Berlin, from July 2023 to June 2026, invented from a seed.
 *
 * Lines are made as they are read and each file can be read once, so a million customers stream to
 * disk without being held. The same options give the same bytes.
 *
 * @example Readable.from(inChunks(generateSampleShop({ customers: 1_000_000 }).ordersCsv))
 */
export function generateSampleShop(options: SampleShopOptions = {}): SampleShopFiles {
  const shop = sampleShop(options);
  return {
    ordersCsv: ordersCsv(shop),
    spendCsv: spendCsv(shop),
    customersCsv: customersCsv(shop),
  };
}

/** Joins lines to chunks of at least `size` characters: a stream of single lines is slow. */
export function* inChunks(lines: Iterable<string>, size = 65_536): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length >= size) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') {
    yield chunk;
  }
}
