import { type Cells, countCustomers, type SpendCells, scaleTime } from './cells.ts';
import { type FittedModel, fittedModelVersion } from './fitted-model.ts';
import { gammaGamma } from './gamma-gamma.ts';
import { transactionModel } from './registry.ts';
import type { TransactionFitOptions, TransactionModelName } from './transaction-model.ts';

export interface FitModelsOptions extends TransactionFitOptions {
  /** The order model to fit; BG_NBD unless told. */
  readonly model?: TransactionModelName;
  /** The unit of time to report parameters in, in days; 7 unless told, as the literature counts weeks. */
  readonly timeUnitDays?: number;
}

/**
 * Fits the order model to cells in days, and the spend model to the repeat buyers.
 *
 * Either may come out as `Insufficient`; neither throws for want of data.
 */
export function fitModels(
  cells: Cells,
  spendCells: SpendCells,
  options: FitModelsOptions = {},
): FittedModel {
  const { model = 'BG_NBD', timeUnitDays = 7 } = options;
  return {
    version: fittedModelVersion,
    timeUnitDays,
    customers: countCustomers(cells),
    transactions: transactionModel(model).fit(scaleTime(cells, timeUnitDays), options),
    spend: gammaGamma.fit(spendCells, options),
  };
}
