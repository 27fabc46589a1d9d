import type { Context } from '../context.ts';
import type { AcquisitionRate } from '../equity/acquisition-rate.ts';
import { arrivalsOf } from '../equity/customer-equity.ts';
import { clientError } from '../errors.ts';
import type { ModelName } from '../generated/resolvers.ts';
import { forecastTime } from '../models/forecast.ts';
import type { Population } from '../populations/population.ts';
import { type Definition, define } from '../value/definition.ts';
import { forecastFormula, forecastFormulas } from '../value/forward-formulas.ts';
import { type InsufficientData, modelFor } from '../value/prediction.ts';
import { valuationOf } from '../value/valuation.ts';
import { presentInput } from '../value/valuation-input.ts';
import { type ForecastWeek, forecastWeeks } from './weeks.ts';

const mostWeeks = 260;

/** What a population is expected to order week by week; see forecast.graphql. */
export interface Forecast {
  readonly weeks: readonly ForecastWeek[];
  readonly acquisitionRate: AcquisitionRate | null;
  readonly definition: Definition;
  readonly reason: InsufficientData | null;
  readonly futureReason: string | null;
}

export interface ForecastInput {
  readonly weeks: number;
  readonly level: number;
  readonly model?: ModelName | null | undefined;
}

export async function forecastOf(
  population: Population,
  { weeks, level, model }: ForecastInput,
  context: Context,
): Promise<Forecast> {
  if (weeks < 1 || weeks > mostWeeks) {
    throw clientError('BAD_USER_INPUT', `Expected weeks from 1 to ${mostWeeks}, got ${weeks}.`);
  }
  const terms = { basis: 'REVENUE', horizonDays: 7 * weeks, discountRate: 0, level } as const;
  const input = await presentInput(population, { ...terms, model: model ?? null }, context);
  const valuation = valuationOf(input);
  const { predictors, settings, snapshot, asOfDay, resolution, reason } = valuation;
  const gaps = () => context.loaders.population.gaps(population);
  const found = await arrivalsOf(population, valuation, gaps);
  const arrivals = typeof found === 'string' ? null : found;
  const fitted = snapshot && modelFor(snapshot, valuation.terms.model);
  return {
    reason,
    futureReason: typeof found === 'string' ? found : null,
    acquisitionRate: arrivals?.rate ?? null,
    definition: define({
      formula: forecastFormula,
      formulas: forecastFormulas,
      terms: valuation.terms,
      settings,
      snapshot,
      customers: input.facts.buyers,
      asOfDay,
      cells: resolution,
    }),
    weeks:
      predictors && fitted
        ? forecastWeeks(predictors, valuation, { weeks, time: forecastTime(fitted), arrivals })
        : [],
  };
}
