import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { literal, openDatabase } from '../../lambda/engines/duckdb/database.ts';
import { startDeployment } from '../../lambda/local/deployment.ts';
import { generateSampleShop, inChunks } from '../../lambda/local/sample-shop/generate.ts';
import type { RefreshStage } from '../../lambda/pipeline/refresh/progress.ts';
import { timed } from './measure.ts';
import { printTable, short } from './print.ts';

const customers = 100_000;

/** Imports and refreshes a generated shop, beside DuckDB's own typed conversion of the same file. */
export async function importBench(directory: string): Promise<void> {
  const file = join(directory, 'orders.csv');
  const { ordersCsv } = generateSampleShop({ customers });
  await pipeline(Readable.from(inChunks(ordersCsv)), createWriteStream(file));
  const conversion = await convert(file, directory, sampleTypes);
  const stages: { readonly stage: RefreshStage; readonly at: number }[] = [];
  let importedAt = 0;
  const deployment = await startDeployment({
    directory: join(directory, 'shop'),
    settings: { currency: 'EUR', timeZone: 'Europe/Berlin', margin: 0.3, variableCost: 0 },
    onIngest: ({ stage }) => {
      importedAt = stage === 'DONE' ? performance.now() : importedAt;
    },
    onRefresh: (stage) => stages.push({ stage, at: performance.now() }),
    onError: (what, error) => process.stderr.write(`${what} ${error}\n`),
  });
  try {
    await deployment.upload(file, 'uploads/orders/bench/orders.csv');
    const startedAt = performance.now();
    await deployment.idle();
    const refreshedAt = performance.now();
    const importMs = importedAt - startedAt;
    const { rows } = conversion;
    const { size } = await stat(file);
    printTable(
      `Import of ${rows} order rows (${short(size / 1e6)} MB), ${customers} customers`,
      ['', 'seconds', 'rows/s', 'ratio'],
      [
        [
          'DuckDB, typed CSV to Parquet',
          short(conversion.ms / 1000),
          short((rows / conversion.ms) * 1000),
          1,
        ],
        [
          'import (checks, rejects, merging, report)',
          short(importMs / 1000),
          short((rows / importMs) * 1000),
          short(importMs / conversion.ms),
        ],
      ],
    );
    const ends = [...stages.slice(1).map(({ at }) => at), refreshedAt];
    printTable(
      'Refresh of the same shop',
      ['stage', 'seconds'],
      [
        ...stages.map(({ stage, at }, index) => [stage, short(((ends[index] ?? at) - at) / 1000)]),
        ['total', short((refreshedAt - (stages[0]?.at ?? refreshedAt)) / 1000)],
      ],
    );
  } finally {
    await deployment.close();
    await rm(file);
  }
}

const money = 'DECIMAL(18,4)';

/** Types of the sample shop's columns that the engine would take for floating point or texts. */
const sampleTypes: ColumnTypes = {
  ...Object.fromEntries(
    ['order_date', 'updated_at', 'refunded_at'].map((name) => [name, 'TIMESTAMPTZ']),
  ),
  ...Object.fromEntries(
    [
      'unit_price',
      'line_total',
      'gross',
      'discount',
      'refund',
      'tax',
      'shipping',
      'cost_of_goods',
    ].map((name) => [name, money]),
  ),
};

export type ColumnTypes = Readonly<Record<string, string>>;

/**
 * What the engine itself needs for the file on as many threads as the import: every column typed, times and decimals as
 * the import has them, and nothing checked.
 */
export async function convert(
  file: string,
  directory: string,
  types: ColumnTypes,
): Promise<{ ms: number; rows: number }> {
  const database = await openDatabase({ scratch: directory });
  try {
    const told = Object.entries(types).map(([name, type]) => `${literal(name)}: ${literal(type)}`);
    const source = `read_csv(${literal(file)}, types = {${told.join(', ')}}, ignore_errors = true)`;
    const target = literal(join(database.directory, 'converted.parquet'));
    const { ms } = await timed(() =>
      database.run(
        `COPY (SELECT * FROM ${source}) TO ${target} (FORMAT parquet, COMPRESSION zstd)`,
      ),
    );
    const [count] = await database.rows(`SELECT count(*)::INTEGER AS rows FROM ${source}`);
    return { ms, rows: Number(count?.['rows']) };
  } finally {
    await database.close();
  }
}
