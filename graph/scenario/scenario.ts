import type { Context } from '../context.ts';
import { arrivalsOf } from '../equity/customer-equity.ts';
import { clientError } from '../errors.ts';
import type { QueryScenarioArgs } from '../generated/resolvers.ts';
import type { Population } from '../populations/population.ts';
import { marginOf } from '../value/basis.ts';
import { type Definition, define } from '../value/definition.ts';
import { equityFormula } from '../value/formulas.ts';
import { scenarioFormulas } from '../value/forward-formulas.ts';
import type { InsufficientData } from '../value/prediction.ts';
import { type Valuation, valuationOf } from '../value/valuation.ts';
import { presentInput } from '../value/valuation-input.ts';
import { type Changes, checkedChanges, noChanges } from './changes.ts';
import { type OutcomeView, outcomes, viewOf } from './outcome.ts';
import { type PresentCac, presentCac } from './present-cac.ts';
import { type LeverSensitivity, sensitivityOf } from './sensitivity.ts';

/** What a population would be worth; see scenario.graphql. */
export interface Scenario {
  readonly population: Population;
  readonly definition: Definition;
  readonly reason: InsufficientData | null;
  readonly futureReason: string | null;
  readonly cacSource: PresentCac['source'];
  readonly cacReason: PresentCac['reason'];
  readonly baseline: OutcomeView;
  readonly result: OutcomeView;
  sensitivity(): LeverSensitivity[];
}

export async function scenarioOf(
  population: Population,
  { changes: input, terms, cac }: Omit<Partial<QueryScenarioArgs>, 'population'>,
  context: Context,
): Promise<Scenario> {
  const changes = input ? checkedChanges(input) : noChanges;
  const valued = await presentInput(population, terms, context);
  const valuation = valuationOf(valued);
  checkMargin(changes, valuation);
  const { settings, snapshot, asOfDay, resolution } = valuation;
  const gaps = () => context.loaders.population.gaps(population);
  const found = await arrivalsOf(population, valuation, gaps);
  const arrivals = typeof found === 'string' ? null : found;
  const cost = await presentCac(population, { given: cac, arrivals, terms: valued.terms }, context);
  const customers = valued.facts.buyers;
  const under = outcomes({
    valuation,
    customers,
    arrivals,
    cac: cost.cac,
  });
  return {
    population,
    reason: valuation.reason,
    futureReason: typeof found === 'string' ? found : null,
    cacSource: cost.source,
    cacReason: cost.reason,
    definition: define({
      formula: equityFormula,
      formulas: scenarioFormulas,
      terms: valuation.terms,
      settings,
      snapshot,
      customers,
      asOfDay,
      cells: resolution,
    }),
    baseline: viewOf(under(noChanges), settings.currency),
    result: viewOf(under(changes), settings.currency),
    sensitivity: () =>
      sensitivityOf(under, {
        discountRate: valuation.terms.discountRate,
        currency: settings.currency,
      }),
  };
}

function checkMargin({ margin }: Changes, { snapshot, settings }: Valuation): void {
  const present = marginOf(snapshot, settings);
  if (margin > 0 && present * (1 + margin) > 1) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected margin to leave at most 1 of revenue, got ${margin} on a margin of ${present}.`,
    );
  }
}
