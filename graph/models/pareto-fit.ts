import { type Minimum, minimize } from '../math/minimize.ts';
import { prepareBetaGeometric } from './beta-geometric-data.ts';
import { nbdLikelihood } from './beta-geometric-likelihood.ts';
import { type Cells, checkCells, countCustomers, scaleTime } from './cells.ts';
import { negatedInLogs } from './curvature.ts';
import { fitReport } from './fit-report.ts';
import type { Insufficient } from './outcome.ts';
import { groupForPareto } from './pareto-data.ts';
import { type ParetoParams, paretoLikelihood } from './pareto-likelihood.ts';
import { tooLittle } from './too-little.ts';
import type { TransactionFit, TransactionFitOptions } from './transaction-model.ts';

export const paretoNames = ['r', 'alpha', 's', 'beta'] as const;

/** Largest |ln parameter|, with time in units of the mean age. */
const bound = 12;

/** Where fewer than this share leaves within the mean age, the model is compared to the one without dropout. */
const rareDropout = 1e-3;

/** A gain in likelihood smaller than this is none. */
const noGain = 1e-3;

/** Maximum likelihood by Newton's method in the logarithms of the parameters. */
export function fitPareto(
  cells: Cells,
  options: TransactionFitOptions = {},
): TransactionFit<ParetoParams> | Insufficient {
  checkCells(cells);
  const refusal = tooLittle(cells, options);
  if (refusal) {
    return refusal;
  }
  const shop = shopOf(cells);
  const groups = groupForPareto(scaleTime(cells, shop.scale));
  const full = minimize(
    (logs) => paretoLikelihood(groups, logs.map(Math.exp) as unknown as ParetoParams),
    [0.5, 0.5 / shop.rate, 0.6, 0.6].map(Math.log),
    { bound },
  );
  const limit = limitWithoutDropout(cells, shop, full);
  return limit ? reportLimit(shop, limit) : report(shop, full);
}

interface Shop {
  readonly customers: number;
  readonly orders: number;
  /** Mean age: the unit of time of the search. */
  readonly scale: number;
  /** Repeat orders of a customer, on average. */
  readonly rate: number;
}

function shopOf(cells: Cells): Shop {
  const customers = countCustomers(cells);
  let orders = 0;
  let time = 0;
  cells.customers.forEach((count, i) => {
    orders += count * cells.frequency[i]!;
    time += count * cells.age[i]!;
  });
  return { customers, orders, scale: time > 0 ? time / customers : 1, rate: orders / customers };
}

function report(shop: Shop, minimum: Minimum): TransactionFit<ParetoParams> {
  const [r, alpha, s, beta] = minimum.x.map(Math.exp) as unknown as ParetoParams;
  const params: ParetoParams = [r, alpha * shop.scale, s, beta * shop.scale];
  return {
    ...fitReport({
      names: paretoNames,
      params,
      minimum,
      bound,
      logLikelihood: logLikelihoodOf(shop, minimum),
      customers: shop.customers,
      warnings: [],
    }),
    model: 'PARETO_NBD',
    params,
  };
}

function reportLimit(shop: Shop, minimum: Minimum): TransactionFit<ParetoParams> {
  const [r, alpha] = minimum.x.map(Math.exp) as [number, number];
  const params: ParetoParams = [r, alpha * shop.scale, 0, shop.scale];
  const nbd = fitReport({
    names: paretoNames.slice(0, 2),
    params,
    minimum,
    bound,
    logLikelihood: logLikelihoodOf(shop, minimum),
    customers: shop.customers,
    warnings: [
      {
        code: 'NO_VISIBLE_DROPOUT',
        message: 'no customer is seen to leave: answered by the NBD model, in which nobody does',
      },
    ],
  });
  const fixed = paretoNames.slice(2).map((name, i) => ({
    name,
    value: params[i + 2]!,
    standardError: null,
  }));
  return { ...nbd, parameters: [...nbd.parameters, ...fixed], model: 'PARETO_NBD', params };
}

/** In the unit of time of the cells: each order's density is per unit of time. */
function logLikelihoodOf({ orders, scale }: Shop, { value }: Minimum): number {
  return -value - orders * Math.log(scale);
}

/** The NBD fit, if it is as likely as the full one: the data then show no dropout. */
function limitWithoutDropout(cells: Cells, { scale, rate }: Shop, full: Minimum): Minimum | null {
  const leaving = -Math.expm1(-Math.exp(full.x[2]!) * Math.log1p(Math.exp(-full.x[3]!)));
  if (full.converged && leaving > rareDropout) {
    return null;
  }
  const data = prepareBetaGeometric(cells, { entryChances: 0, scale, everyCell: false });
  const nbd = minimize(
    (logs) => {
      const params = logs.map(Math.exp);
      return negatedInLogs(nbdLikelihood(data, params[0]!, params[1]!), params);
    },
    [0.5, 0.5 / rate].map(Math.log),
    { bound },
  );
  return nbd.value <= full.value + noGain ? nbd : null;
}
