import type { Cells, SpendCells } from '../../../graph/models/cells.ts';
import { fitModels } from '../../../graph/models/fit.ts';
import type { FittedModel } from '../../../graph/models/fitted-model.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import { numericColumns } from './numeric-columns.ts';

/** The models fitted to the tables `cells` and `spend_cells`, and the cells, for scoring. */
export async function fitCells(
  database: Pick<Database, 'connection'>,
): Promise<{ readonly model: FittedModel; readonly cells: Cells }> {
  const { repeat_spend: repeatSpend, ...columns } = await numericColumns(database, 'cells', [
    'frequency',
    'recency',
    'age',
    'customers',
    'repeat_spend',
  ]);
  const cells: Cells = { ...columns, repeatSpend };
  return { cells, model: fitModels(cells, await readSpendCells(database)) };
}

async function readSpendCells(database: Pick<Database, 'connection'>): Promise<SpendCells> {
  const columns = await numericColumns(database, 'spend_cells', [
    'frequency',
    'repeat_spend',
    'customers',
  ]);
  return {
    frequency: columns.frequency,
    repeatSpend: columns.repeat_spend,
    customers: columns.customers,
  };
}
