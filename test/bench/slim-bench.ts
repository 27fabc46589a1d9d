import { execFile } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { literal, openDatabase } from '../../lambda/engines/duckdb/database.ts';
import { convert } from './import-bench.ts';
import { printTable, short } from './print.ts';

/** Rows unless the environment variable SLIM_ROWS says otherwise. */
const usualRows = 10_000_000;

const types = {
  order_id: 'VARCHAR',
  created_at: 'TIMESTAMP',
  total: 'DECIMAL(18,4)',
};

interface Imported {
  readonly ms: number;
  readonly rows: number;
  readonly failure: string | null;
  readonly maxMb: number;
  readonly progressSteps: number;
}

/**
 * Imports a slim file of many orders, a row each, in a process of its own: speed and memory. The engine converts the file
 * before it and after it, and the mean counts, because a shared machine is not equally fast for long.
 */
export async function slimBench(directory: string): Promise<void> {
  const rows = Number(process.env['SLIM_ROWS'] ?? usualRows);
  const file = join(directory, 'slim.csv');
  await writeSlimOrders(file, rows);
  const before = await convert(file, directory, types);
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'import-once.ts'),
    file,
    join(directory, 'lake'),
  ]);
  const imported = JSON.parse(stdout) as Imported;
  if (imported.failure !== null || imported.rows !== rows) {
    throw new Error(`expected ${rows} rows to be read; got ${imported.rows}, ${imported.failure}`);
  }
  const after = await convert(file, directory, types);
  const conversionMs = (before.ms + after.ms) / 2;
  const { size } = await stat(file);
  printTable(
    `Import of ${rows} orders of one row (${short(size / 1e6)} MB), in a process of its own`,
    ['', 'seconds', 'rows/s', 'ratio', 'most memory MB', 'progress steps'],
    [
      [
        'DuckDB, typed CSV to Parquet',
        short(conversionMs / 1000),
        short((rows / conversionMs) * 1000),
        1,
        '',
        '',
      ],
      [
        'import',
        short(imported.ms / 1000),
        short((rows / imported.ms) * 1000),
        short(imported.ms / conversionMs),
        short(imported.maxMb),
        imported.progressSteps,
      ],
    ],
  );
  await rm(file);
}

async function writeSlimOrders(file: string, rows: number): Promise<void> {
  const database = await openDatabase();
  await database.run(
    `COPY (
       SELECT 100000 + i AS order_id, 'C' || hash(i) % ${Math.ceil(rows / 5)} AS customer_id,
         strftime(TIMESTAMP '2020-01-01' + to_seconds((i * ${Math.floor(1.8e8 / rows)})::BIGINT), '%Y-%m-%d %H:%M:%S') AS created_at,
         1 + hash(i + 7) % 200 || '.' || 10 + hash(i) % 90 AS total, 'EUR' AS currency,
         CASE WHEN hash(i + 3) % 50 = 0 THEN 'refunded' ELSE 'paid' END AS status
       FROM range(${rows}) t(i))
     TO ${literal(file)} (HEADER)`,
  );
  await database.close();
}
