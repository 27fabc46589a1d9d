import { type Cells, checkCells, countCustomers, purchasesOf } from './cells.ts';
import { fitReport } from './fit-report.ts';
import { type LogNormal, mostProbable, priorBound } from './log-normal-prior.ts';
import type { FitWarning, Insufficient } from './outcome.ts';
import { tooLittle } from './too-little.ts';
import type { TransactionFit, TransactionModel } from './transaction-model.ts';

/**
 * What shops look like, by parameter: medians amid the published fits (CDNOW, groceries, apparel, donations: r .2
 * to 1.2, a mean time between orders of months to years, a and s about .5 to .9), with time in days. The spreads allow a
 * factor of seven either way, and of twelve for the pace of orders.
 */
const priors: Readonly<Record<string, LogNormal>> = {
  r: { median: 0.6, spread: 1 },
  alpha: { median: 60, spread: 1.25 },
  a: { median: 0.8, spread: 1 },
  b: { median: 2, spread: 1 },
  s: { median: 0.6, spread: 1 },
  beta: { median: 75, spread: 1.25 },
};

/** Parameters whose prior is in days. */
const durations: readonly string[] = ['alpha', 'beta'];

/** Below these even a wide interval would be the prior's alone, and no statement about this shop. */
const floor = { minimumCustomers: 5, minimumRepeatBuyers: 1 };

/** That so many customers, so long after their first order on average, came only once does say something. */
const tellingSilence = { minimumCustomers: 30, minimumRepeatBuyers: 0, meanAgeDays: 60 };

/**
 * Fits a model to less data than a fit by likelihood needs, by adding what is known of other shops: the
 * maximum of the likelihood times log-normal priors. The covariance is that of the posterior there, so
 * intervals are as wide as the little data leave them. Marked by the warning POOLED_WITH_PRIOR;
 * `logLikelihood` is that of the data alone.
 *
 * `Insufficient` below 5 customers, and where none bought again below 30, or 60 days after their first orders. Cells are in units of `timeUnitDays`.
 *
 * @throws RangeError for a model with a parameter that there is no prior for.
 */
export function fitWithPrior(
  model: TransactionModel,
  cells: Cells,
  timeUnitDays: number,
): TransactionFit | Insufficient {
  checkCells(cells);
  const refusal = tooLittle(cells, floor);
  if (refusal && !isTellingSilence(cells, timeUnitDays)) {
    return refusal;
  }
  const names = model.parameterNames;
  const logLikelihood = (params: readonly number[]) =>
    cells.customers.reduce(
      (sum, customers, i) => sum + customers * model.logLikelihood(params, purchasesOf(cells, i)),
      0,
    );
  const minimum = mostProbable(
    logLikelihood,
    names.map((name) => priorOf(name, timeUnitDays)),
  );
  const params = minimum.x.map(Math.exp);
  const customers = countCustomers(cells);
  const report = fitReport({
    names,
    params,
    minimum,
    bound: priorBound,
    logLikelihood: logLikelihood(params),
    customers,
    warnings: [pooled(customers)],
  });
  return { ...report, model: model.name, params };
}

function isTellingSilence(cells: Cells, timeUnitDays: number): boolean {
  const time = cells.customers.reduce((sum, customers, i) => sum + customers * cells.age[i]!, 0);
  const meanAge = (time / countCustomers(cells)) * timeUnitDays;
  return meanAge >= tellingSilence.meanAgeDays && tooLittle(cells, tellingSilence) === null;
}

/** The mark of an answer that rests on a prior. */
export function pooled(customers: number): FitWarning {
  return {
    code: 'POOLED_WITH_PRIOR',
    message: `${customers} customers say too little by themselves: the answer leans on what other shops look like, and its standard errors are wide`,
  };
}

function priorOf(name: string, timeUnitDays: number): LogNormal {
  const prior = priors[name];
  if (!prior) {
    const known = Object.keys(priors).join(', ');
    throw new RangeError(`Expected a parameter that has a prior (${known}), got ${name}`);
  }
  return durations.includes(name) ? { ...prior, median: prior.median / timeUnitDays } : prior;
}
