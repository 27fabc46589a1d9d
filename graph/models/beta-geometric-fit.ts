import { type Minimum, minimize } from '../math/minimize.ts';
import { type BetaGeometricData, prepareBetaGeometric } from './beta-geometric-data.ts';
import { betaGeometricLikelihood, nbdLikelihood } from './beta-geometric-likelihood.ts';
import { type Cells, checkCells, countCustomers } from './cells.ts';
import { negatedInLogs } from './curvature.ts';
import { fitReport } from './fit-report.ts';
import type { Insufficient } from './outcome.ts';
import { tooLittle } from './too-little.ts';
import type {
  TransactionFit,
  TransactionFitOptions,
  TransactionModelName,
} from './transaction-model.ts';

/** Parameters of the beta-geometric NBD models, named as in Fader, Hardie & Lee (2005). */
export type BetaGeometricParams = readonly [
  /** Shape of the gamma distribution of order rates. */
  r: number,
  /** Rate of that distribution, in the unit of time of the purchases. */
  alpha: number,
  /** First shape of the beta distribution of dropout probabilities; 0 where nobody drops out (NBD). */
  a: number,
  /** Second shape of that distribution. */
  b: number,
];

export const betaGeometricNames = ['r', 'alpha', 'a', 'b'] as const;

interface Variant {
  readonly model: TransactionModelName;
  readonly entryChances: 0 | 1;
}

/** Largest |ln parameter|, with time in units of the mean age. */
const bound = 12;

/** Where fewer than this share drops out, the model is compared to the one without dropout. */
const rareDropout = 1e-3;

/** Maximum likelihood by Newton's method in the logarithms of the parameters. */
export function fitBetaGeometric(
  cells: Cells,
  variant: Variant,
  options: TransactionFitOptions = {},
): TransactionFit<BetaGeometricParams> | Insufficient {
  checkCells(cells);
  const refusal = tooLittle(cells, options);
  if (refusal) {
    return refusal;
  }
  const customers = countCustomers(cells);
  const totals = totalsOf(cells);
  const scale = totals.time > 0 ? totals.time / customers : 1;
  const data = prepareBetaGeometric(cells, variant.entryChances, scale);
  const rate = totals.orders / customers;
  const full = minimize(
    (logs) => {
      const params = logs.map(Math.exp) as unknown as BetaGeometricParams;
      return negatedInLogs(betaGeometricLikelihood(data, params), params);
    },
    [0.5, 0.5 / rate, 0.8, 2.5].map(Math.log),
    { bound },
  );
  const shared = { bound, customers };
  const toOriginalTime = (value: number) => -value - totals.orders * Math.log(scale);
  const limit = limitWithoutDropout(data, full, rate);
  if (limit) {
    const [r, alpha] = limit.x.map(Math.exp) as [number, number];
    const params: BetaGeometricParams = [r, alpha * scale, 0, 1];
    const report = fitReport({
      ...shared,
      names: betaGeometricNames.slice(0, 2),
      params,
      minimum: limit,
      logLikelihood: toOriginalTime(limit.value),
      warnings: [
        {
          code: 'NO_VISIBLE_DROPOUT',
          message: 'no customer is seen to leave: answered by the NBD model, in which nobody does',
        },
      ],
    });
    const fixed = betaGeometricNames.slice(2).map((name, i) => ({
      name,
      value: params[i + 2]!,
      standardError: null,
    }));
    return {
      ...report,
      parameters: [...report.parameters, ...fixed],
      model: variant.model,
      params,
    };
  }
  const [r, alpha, a, b] = full.x.map(Math.exp) as unknown as BetaGeometricParams;
  const params: BetaGeometricParams = [r, alpha * scale, a, b];
  const logLikelihood = toOriginalTime(full.value);
  const report = fitReport({
    ...shared,
    names: betaGeometricNames,
    params,
    minimum: full,
    logLikelihood,
    warnings: [],
  });
  return { ...report, model: variant.model, params };
}

/** The NBD fit, if it is as likely as the full one: the data then show no dropout. */
function limitWithoutDropout(data: BetaGeometricData, full: Minimum, rate: number): Minimum | null {
  const dropout = 1 / (1 + Math.exp(full.x[3]! - full.x[2]!));
  if (full.converged && dropout > rareDropout) {
    return null;
  }
  const nbd = minimize(
    (logs) => {
      const params = logs.map(Math.exp);
      return negatedInLogs(nbdLikelihood(data, params[0]!, params[1]!), params);
    },
    [0.5, 0.5 / rate].map(Math.log),
    { bound },
  );
  return nbd.value <= full.value + 1e-3 ? nbd : null;
}

function totalsOf(cells: Cells): { readonly orders: number; readonly time: number } {
  let orders = 0;
  let time = 0;
  cells.customers.forEach((customers, i) => {
    orders += customers * cells.frequency[i]!;
    time += customers * cells.age[i]!;
  });
  return { orders, time };
}
