import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cells } from '../../graph/models/cells.ts';
import { literal, openDatabase } from '../../lambda/engines/duckdb/database.ts';
import { bestOf } from './measure.ts';

export interface DuckdbTimes {
  readonly group: number;
  /** P(alive) alone: E[Y(t)] needs functions that SQL does not have. */
  readonly alive: number;
}

/** Milliseconds in which DuckDB, on one thread, groups customers and scores P(alive) of BG/NBD. */
export async function duckdbTimes(customers: Cells, directory: string): Promise<DuckdbTimes> {
  const file = join(directory, 'customers.csv');
  const rows = ['x,t,age'];
  customers.frequency.forEach((x, i) => {
    rows.push(`${x},${customers.recency[i]},${customers.age[i]}`);
  });
  await writeFile(file, rows.join('\n'));
  const database = await openDatabase({ threads: 1 });
  try {
    await database.run(`CREATE TABLE customers AS SELECT * FROM read_csv(${literal(file)})`);
    const grouped = 'SELECT x, t, age, count(*) AS customers FROM customers GROUP BY ALL';
    const alive = `1 / (1 + CASE WHEN x = 0 THEN 0 ELSE 0.8 / (1.4 + x) * pow((42 + age) / (42 + t), 0.55 + x) END)`;
    return {
      group: await bestOf(3, () => database.run(`CREATE OR REPLACE TABLE cells AS ${grouped}`)),
      alive: await bestOf(3, () =>
        database.run(`CREATE OR REPLACE TABLE scores AS SELECT ${alive} AS alive FROM customers`),
      ),
    };
  } finally {
    await database.close();
  }
}
