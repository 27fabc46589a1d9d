import type { TransactionFit } from '../models/transaction-model.ts';
import type { FigureFormula } from './formulas.ts';

/** How a season changes what the model is told; see seasonal-predictor.ts and operational-time.ts. */
const clockFormulas: readonly FigureFormula[] = [
  {
    figure: 'recencyDays, ageDays and horizonDays in the model',
    formula:
      'Σ of the factor of each day (model.season: weekdays × months, months 1 where null): for recencyDays the days after that of the first ' +
      'valid order through that of the last, for ageDays those through asOf, for horizonDays those after asOf through asOf + horizonDays. ' +
      'Customers still to come have their first order at modelFittedThrough. Each sum ÷ timeUnitDays is the time of the parameters. Of a ' +
      'population of more than 20,000 cells the sums of recency and age are rounded to quarters.',
  },
  {
    figure: 'discountRate in the model',
    formula:
      'Discounting runs on the same clock, which is approximate: an order counts 1/(1+discountRate)^(s/365), s the Σ of the factors of the days after ' +
      'asOf until it comes, in place of their number.',
  },
];

/** How covariates change the parameters; see covariates.ts. */
const stratumFormulas: readonly FigureFormula[] = [
  {
    figure: 'parameters of the model',
    formula:
      'model.parameters of the baseline; for each of model.covariates whose trait (CHANNEL of the first valid order, COUNTRY of the profile, ' +
      'PRODUCT bought first, FIRST_VALUE: the band that the value of the first valid order is in) is at its level, alpha and beta ÷ e^gamma, a and b × e^gamma, for the parameters among its effects. A level that ' +
      'is not listed, or not known, is the baseline of its trait. Cells of a population are told apart by these levels too. Customers ' +
      'still to come have the levels in the shares of the buyers first seen in the last 91 days, of all buyers where there were none.',
  },
];

/** What a fitted model does beyond its paper, for whoever computes with it. */
export function modelFormulas({
  season,
  covariates,
}: Pick<TransactionFit, 'season' | 'covariates'>): readonly FigureFormula[] {
  return [...(season ? clockFormulas : []), ...(covariates ? stratumFormulas : [])];
}
