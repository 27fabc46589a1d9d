import { type Cells, scaleTime } from './cells.ts';
import { informationCriteria } from './information-criteria.ts';
import { operationalCells, operationalClock } from './operational-time.ts';
import type { Insufficient } from './outcome.ts';
import { orderPredictor } from './predictor.ts';
import type { Season } from './season.ts';
import { type DaySeries, estimateSeason, logIntensities } from './season-estimate.ts';
import type {
  TransactionFit,
  TransactionFitOptions,
  TransactionModel,
} from './transaction-model.ts';

/** Fewer days than this show each weekday less than eight times. */
const fewestDays = 56;

export interface SeasonalEvidence {
  /** In days. */
  readonly cells: Cells;
  readonly days: DaySeries;
  readonly timeUnitDays: number;
}

/**
 * The fit in operational time where the season pays for its parameters by BIC, or else the plain fit that is given.
 *
 * The season is estimated from the plain fit's expectation, day by day. The likelihood of both is that of days, so they
 * can be compared: see `logIntensities`. Models with a k are left as they are, for Σ ln of intervals would have to be
 * told in operational time.
 */
export function withSeason(
  model: TransactionModel,
  plain: TransactionFit,
  { cells, days, timeUnitDays }: SeasonalEvidence,
  options: TransactionFitOptions,
): TransactionFit {
  if (model.parameterNames.includes('k') || days.purchases.length < fewestDays) {
    return plain;
  }
  const { expectedOrdersOfNewCustomer } = orderPredictor(plain, timeUnitDays);
  const season = estimateSeason(days, cells, expectedOrdersOfNewCustomer);
  const fit = model.fit(seasonalCells(season, cells, timeUnitDays), options);
  if (!isComparable(plain, fit)) {
    return plain;
  }
  const logLikelihood = fit.logLikelihood + logIntensities(season, days, cells);
  const seasonal = { ...fit, logLikelihood, season };
  return informationCriteria(seasonal).bic < informationCriteria(plain).bic ? seasonal : plain;
}

/** Cells in days as a model with a season is fitted to them. */
export function seasonalCells<C extends Cells>(
  season: Season | undefined,
  cells: C,
  timeUnitDays: number,
): C {
  const timed = season ? operationalCells(operationalClock(season), cells) : cells;
  return { ...timed, ...scaleTime(timed, timeUnitDays) };
}

/** A fit may be compared by likelihood: it converged, and has standard errors if the other has. */
function isComparable(
  plain: TransactionFit,
  fit: TransactionFit | Insufficient,
): fit is TransactionFit {
  return (
    fit.kind === 'fit' &&
    fit.converged &&
    (fit.logCovariance !== null || plain.logCovariance === null)
  );
}
