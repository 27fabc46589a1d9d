import type { Minimum } from '../math/minimize.ts';
import { type Cells, checkCells, countCustomers, scaleTime } from './cells.ts';
import { fitReport } from './fit-report.ts';
import type { Insufficient } from './outcome.ts';
import { groupForPareto, type ParetoGroup } from './pareto-data.ts';
import { type ParetoParams, paretoLikelihood } from './pareto-likelihood.ts';
import { byAge, withoutDropout } from './pareto-limit.ts';
import { noGain, type Ridge, settle } from './settle.ts';
import { tooLittle } from './too-little.ts';
import type { TransactionFit, TransactionFitOptions } from './transaction-model.ts';

export const paretoNames = ['r', 'alpha', 's', 'beta'] as const;

/**
 * Largest |ln parameter|, with time in units of the mean age: with a shape of twenty thousand, rates differ by less
 * than one percent, and beyond it the derivatives lose their digits to cancellation.
 */
export const paretoBound = 10;

/** Order rates that are all alike, and dropout rates that are. */
const ofOrders: Ridge = { indices: [0, 1], towards: [1, 1] };
const ofDropout: Ridge = { indices: [2, 3], towards: [1, 1] };

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
  const full = settle(
    (logs) => paretoLikelihood(groups, logs.map(Math.exp) as unknown as ParetoParams),
    [0.5, 0.5 / shop.rate, 0.6, 0.6].map(Math.log),
    { bound: paretoBound, ridges: [[ofDropout], [ofOrders], [ofOrders, ofDropout]] },
  );
  const limit = limitWithoutDropout(groups, shop, full);
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
      bound: paretoBound,
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
    bound: paretoBound,
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

/** The NBD fit, if the full model is no more likely: the data then show no dropout. */
function limitWithoutDropout(
  groups: readonly ParetoGroup[],
  { rate }: Shop,
  full: Minimum,
): Minimum | null {
  const aged = byAge(groups);
  const nbd = settle(
    (logs) => withoutDropout(aged, logs.map(Math.exp) as unknown as readonly [number, number]),
    [0.5, 0.5 / rate].map(Math.log),
    { bound: paretoBound, ridges: [[ofOrders]] },
  );
  return nbd.value <= full.value + noGain ? nbd : null;
}
