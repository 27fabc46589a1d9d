import type { Context } from '../context.ts';
import type { ValueTerms } from '../generated/resolvers.ts';
import { money } from '../money.ts';
import { noFacts, type Population } from '../populations/population.ts';
import type { FigureFormula } from '../value/formulas.ts';
import { populationValue } from '../value/population-value.ts';
import { resolveTerms } from '../value/terms.ts';
import { allReferred } from './referral.ts';
import { valueOfNames, worthOf } from './referral-value.ts';

const formulas: readonly FigureFormula[] = [
  { figure: 'share', formula: 'customers with a referrer other than themselves ÷ all customers.' },
  { figure: 'value', formula: 'Σ (historic + predicted) of those customers, each once.' },
  {
    figure: 'predicted',
    formula: 'Its predicted part; low, high as in PopulationValue.equity.',
  },
  { figure: 'shareOfValue', formula: 'value ÷ Σ (historic + predicted) of all customers.' },
];

/** What referred customers are worth beside all of `business`. */
export async function referralFigures(
  business: Population,
  input: ValueTerms | null | undefined,
  context: Context,
) {
  const { snapshot } = business;
  const { population } = context.loaders;
  const settings = snapshot?.settings ?? context.settings;
  const terms = resolveTerms(input, settings.timeZone);
  const [facts, cells] = await Promise.all([business.facts(), population.cells(business)]);
  const figures = () => population.figures(business);
  const everybody = populationValue({ snapshot, facts, cells, settings, terms, figures });
  const referred = snapshot && (await valueOfNames(allReferred, { snapshot, terms, context }));
  const [entry = noFacts] = snapshot ? await population.entries(snapshot, allReferred) : [];
  const value = referred ? worthOf(referred) : null;
  const all = Number(worthOf(everybody)?.amount ?? 0);
  const definition = referred?.definition ?? everybody.definition;
  return {
    customers: entry.customers,
    share: facts.customers === 0 ? null : entry.customers / facts.customers,
    value: value && money(value.amount, value.currencyCode),
    predicted: referred ? referred.equity(terms.horizonDays) : null,
    shareOfValue: value && all > 0 ? Number(value.amount) / all : null,
    definition: { ...definition, formula: formulas[1]?.formula ?? '', formulas },
    reason: everybody.reason,
  };
}
