import type { Cells } from '../../../graph/models/cells.ts';
import type { FittedModel } from '../../../graph/models/fitted-model.ts';
import { predictor, type SpendPredictor } from '../../../graph/models/predictor.ts';
import { defaultTerms } from '../../../graph/value/terms.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import { customerValues } from '../../engines/sql/customer-values.ts';
import { createNumericTable } from './numeric-table.ts';

export interface ScoreOptions {
  readonly model: FittedModel;
  readonly cells: Cells;
  readonly marginRate: number;
}

/**
 * Leaves the table `customer_values`: the summaries with what the models expect on default terms.
 * Customers of one cell share everything but their spend, so the models are asked once a cell.
 */
export async function score(
  database: Database,
  { model, cells, marginRate }: ScoreOptions,
): Promise<void> {
  const { orders, spend } = predictor(model);
  const { horizonDays, discountRate } = defaultTerms;
  const none = new Float64Array(0);
  const { frequency, recency, age } = cells;
  await createNumericTable(
    database,
    'cell_scores',
    orders
      ? {
          frequency,
          recency,
          age,
          probability_alive: orders.probabilityAliveByCell(cells),
          expected_orders: orders.expectedOrdersByCell(cells, horizonDays),
          discounted_orders: orders.discountedOrdersByCell(cells, horizonDays, discountRate),
        }
      : {
          frequency: none,
          recency: none,
          age: none,
          probability_alive: none,
          expected_orders: none,
          discounted_orders: none,
        },
  );
  await createNumericTable(database, 'order_values', orderValues(spend, cells));
  const relations = {
    summaries: 'summaries',
    cellScores: 'cell_scores',
    orderValues: 'order_values',
  };
  await database.run(`CREATE TABLE customer_values AS ${customerValues(relations, marginRate)}`);
}

/** Spend so great beside any order that the difference to none gives the slope to the last digits. */
const probe = 1e6;

/** Expected order value is linear in repeat spend: a line for each frequency that occurs. */
function orderValues(spend: SpendPredictor | null, cells: Cells) {
  const frequency = spend ? Float64Array.from(new Set(cells.frequency)) : new Float64Array(0);
  const valueAt = (x: number, repeatSpend: number) =>
    spend?.expectedOrderValue(x, repeatSpend) ?? 0;
  const intercept = frequency.map((x) => valueAt(x, 0));
  const slope = frequency.map((x) => (valueAt(x, probe) - valueAt(x, 0)) / probe);
  return { frequency, intercept, slope };
}
