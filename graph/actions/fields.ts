import { addDays } from '../calendar.ts';
import type { Context } from '../context.ts';
import { both, type CustomerFilter } from '../customers/filter.ts';
import { listCustomers } from '../customers/list.ts';
import type { BusinessResolvers, DateRange } from '../generated/resolvers.ts';
import { money } from '../money.ts';
import type { PageArguments } from '../pagination.ts';
import type { Population } from '../populations/population.ts';
import { windowOf } from '../populations/window.ts';
import { populationValue } from '../value/population-value.ts';
import { valuationInput } from '../value/valuation-input.ts';
import { checkUplift, limitFormula, spendLimit } from './retention-limit.ts';

/** Without a range, who is due within so many days. */
const usualDueDays = 7;

/** The advice that every kind of population gives. */
export const actionFields: Pick<
  BusinessResolvers,
  'atRisk' | 'dueToOrder' | 'retentionSpendLimit'
> = {
  atRisk: (population, page, context) =>
    slice(population, { page, filter: { valueAtRisk: { gte: 0 } }, orderBy: mostAtRisk }, context),
  dueToOrder: (population, { between, ...page }, context) => {
    const filter = { expectedNextOrder: dueRange(population, between) };
    return slice(population, { page, filter, orderBy: dueFirst }, context);
  },
  retentionSpendLimit: async (population, { uplift, terms: input }, context) => {
    checkUplift(uplift);
    const valued = await valuationInput(population, input, context);
    const { facts } = valued;
    const value = populationValue(valued);
    const residual = value.residual();
    const total = residual === null ? null : spendLimit(residual, uplift);
    return {
      total: total === null ? null : money(total, value.currency),
      mean:
        total === null || facts.buyers === 0 ? null : money(total / facts.buyers, value.currency),
      uplift,
      definition: { ...value.definition, formula: limitFormula.formula, formulas: [limitFormula] },
      reason: value.reason ?? (residual === null ? unbounded : null),
    };
  },
};

const mostAtRisk = { field: 'VALUE_AT_RISK', direction: 'DESC' } as const;
const dueFirst = { field: 'EXPECTED_NEXT_ORDER', direction: 'ASC' } as const;

const unbounded = {
  code: 'UNBOUNDED',
  have: 0,
  need: 0,
  message: 'Without discounting an endless life has no bound: expected a discountRate above 0.',
} as const;

interface Slice {
  readonly page: PageArguments;
  readonly filter: CustomerFilter;
  readonly orderBy: { readonly field: string; readonly direction: 'ASC' | 'DESC' };
}

function slice(
  { filter: members }: Population,
  { page, filter, orderBy }: Slice,
  context: Context,
) {
  return listCustomers({ ...page, filter: both(members, filter), orderBy }, context);
}

/** The range asked for; without one the days after the end of observation. */
function dueRange({ snapshot }: Population, between: DateRange | null | undefined) {
  const from = addDays(snapshot?.asOfDay ?? '1970-01-01', 1);
  const usual = { from, to: addDays(from, usualDueDays) };
  const { from: gte, to: lt } = windowOf(between, usual) ?? usual;
  return { gte, lt };
}
