import { expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { leaveTraits } from '../../../lambda/pipeline/refresh/known-traits.ts';

/** Customers c0, c1, ... of one channel whose first orders have these values. */
async function withCustomers<T>(
  values: readonly string[],
  use: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await openDatabase({ threads: 1 });
  try {
    const rows = values.map(
      (value, i) =>
        `('c${i}', 'search', NULL::VARCHAR, NULL::VARCHAR, CAST(${value} AS DECIMAL(18,4)))`,
    );
    await database.run(`CREATE TABLE customers AS
      SELECT * FROM (VALUES ${rows.join(', ')}) AS rows(customer_key, channel, country, product, first_value)`);
    return await use(database);
  } finally {
    await database.close();
  }
}

test('first orders are told apart by the quarter that their value is in', async () => {
  const values = ['9.5', '10', '19.99', '20', '30', '30', '45', '100'];
  await withCustomers(values, async (database) => {
    const known = await leaveTraits(database, 'customers');
    expect(known?.levels.map(({ trait }) => trait)).toEqual(['FIRST_VALUE']);
    const levels = known?.levels[0]?.levels ?? [];
    expect([...levels].sort()).toEqual(['above 30', 'up to 10', 'up to 20', 'up to 30']);
    const rows = await database.rows(
      `SELECT customer_key, value_band FROM ${known?.relation} ORDER BY customer_key`,
    );
    const bands = rows.map(({ value_band }) => levels[Number(value_band) - 1]);
    expect(bands).toEqual([
      'up to 10',
      'up to 10',
      'up to 20',
      'up to 20',
      'up to 30',
      'up to 30',
      'above 30',
      'above 30',
    ]);
  });
});

test.each([
  { what: 'equal', values: ['10', '10', '10'] },
  { what: 'unknown', values: ['NULL', 'NULL'] },
])('values that are all $what tell nobody apart', async ({ values }) => {
  await withCustomers(values, async (database) => {
    expect(await leaveTraits(database, 'customers')).toBeUndefined();
    expect(await database.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'told'")).toEqual(
      [],
    );
  });
});
