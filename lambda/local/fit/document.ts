import { standingOf } from '../../../graph/models/choose.ts';
import { informationCriteria } from '../../../graph/models/information-criteria.ts';
import type { Analysis, TimedCandidate } from './analyse.ts';
import type { FitOptions } from './options.ts';
import type { OrdersRead } from './read-orders.ts';

/** Everything that was found out; names are stable, numbers have full precision. */
export function fitDocument(options: FitOptions, read: OrdersRead, analysis: Analysis) {
  const { firstDay, lastDay, splitDay, fittedUntil, customers, purchases, fitted } = analysis;
  return {
    file: { path: options.orders, timeZone: options.timeZone, ...read },
    unit: options.unitDays === 7 ? 'week' : 'day',
    firstDay,
    lastDay,
    fittedUntil,
    splitAt: splitDay,
    customers,
    purchases,
    models: analysis.candidates.map(modelOf),
    spend: read.hasAmounts ? fitted.spend : noAmounts,
    choice: fitted.choice,
    /** What `--save` writes: the chosen model, to predict from. */
    modelFile: fitted,
  };
}

/** Why there is no spend model where no amount is known. */
export const noAmounts = {
  kind: 'insufficient',
  code: 'NO_AMOUNTS',
  message: 'the file has no amounts: orders can be predicted, value cannot be had',
} as const;

function modelOf(candidate: TimedCandidate) {
  const { model, extension = null, fit, backtest, seconds } = candidate;
  const criteria = fit.kind === 'fit' ? informationCriteria(fit) : null;
  return {
    name: model,
    extension,
    standing: standingOf(candidate),
    ...fit,
    parameterCount: criteria?.parameterCount ?? null,
    aic: criteria?.aic ?? null,
    bic: criteria?.bic ?? null,
    backtest,
    seconds,
  };
}
