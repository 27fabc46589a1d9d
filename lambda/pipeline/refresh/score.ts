import type { Cells } from '../../../graph/models/cells.ts';
import type { FittedModel } from '../../../graph/models/fitted-model.ts';
import {
  type OrderPredictor,
  predictor,
  type SpendPredictor,
} from '../../../graph/models/predictor.ts';
import { residualOrdersByCell } from '../../../graph/models/residual-orders.ts';
import { defaultTerms } from '../../../graph/value/terms.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import { stratifiedSummaries } from '../../engines/sql/customer-traits.ts';
import { customerValues } from '../../engines/sql/customer-values.ts';
import type { FittedCells } from './fit.ts';
import { nextOrderDays } from './next-order-days.ts';
import { createNumericTable } from './numeric-table.ts';
import { strataOfLevels } from './strata-of-levels.ts';

export interface ScoreOptions extends FittedCells {
  readonly marginRate: number;
}

/**
 * Leaves the table `customer_values`: the summaries with what the models expect on default terms.
 * Customers of one cell share everything but their spend, so the models are asked once a cell.
 */
export async function score(database: Database, options: ScoreOptions): Promise<void> {
  const { model, cells, marginRate } = options;
  const { orders, spend } = predictor(model);
  const { horizonDays, discountRate } = defaultTerms;
  const none = new Float64Array(0);
  const { frequency, recency, age, stratum = new Float64Array(age.length) } = cells;
  await createNumericTable(
    database,
    'cell_scores',
    orders
      ? {
          frequency,
          recency,
          age,
          stratum,
          probability_alive: orders.probabilityAliveByCell(cells),
          expected_orders: orders.expectedOrdersByCell(cells, horizonDays),
          discounted_orders: orders.discountedOrdersByCell(cells, horizonDays, discountRate),
          residual_orders: residualOrders(model, orders, cells),
          next_order_days: nextOrderDays(orders, cells),
        }
      : {
          frequency: none,
          recency: none,
          age: none,
          stratum: none,
          probability_alive: none,
          expected_orders: none,
          discounted_orders: none,
          residual_orders: none,
          next_order_days: none,
        },
  );
  await createNumericTable(database, 'order_values', orderValues(spend, cells));
  await leaveStrata(database, options);
  const relations = {
    summaries: 'stratified',
    cellScores: 'cell_scores',
    orderValues: 'order_values',
  };
  await database.run(`CREATE TABLE customer_values AS ${customerValues(relations, marginRate)}`);
}

function residualOrders({ transactions }: FittedModel, orders: OrderPredictor, cells: Cells) {
  if (transactions.kind !== 'fit') {
    throw new TypeError('Expected a fitted model behind a predictor, got none');
  }
  const { discountRate: annualRate } = defaultTerms;
  return residualOrdersByCell(orders, cells, { model: transactions.model, annualRate });
}

/** Leaves the view `stratified`: the summaries with the number of each customer's stratum, 0 for the baseline. */
async function leaveStrata(
  database: Database,
  { traits, covariates }: Pick<ScoreOptions, 'traits' | 'covariates'>,
): Promise<void> {
  if (!(traits && covariates)) {
    await database.run(
      'CREATE VIEW stratified AS SELECT *, CAST(0 AS INTEGER) AS stratum FROM summaries',
    );
    return;
  }
  const strata = strataOfLevels(traits.levels, covariates);
  const columns = Object.keys(strata).filter((column) => column !== 'stratum');
  await createNumericTable(database, 'strata', strata);
  await database.run(`CREATE TABLE stratified AS
    ${stratifiedSummaries('summaries', { relation: traits.relation, columns })}`);
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
