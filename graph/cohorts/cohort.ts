import Big from 'big.js';
import type { Context } from '../context.ts';
import { clientError } from '../errors.ts';
import type { DateRange } from '../generated/resolvers.ts';
import { noFacts, type Population, type PopulationFacts } from '../populations/population.ts';
import { keyOfName, type NameRange, nameOf, namesOfKind } from '../populations/population-name.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { type Granularity, granularities, labelOfPeriod, type Period, periodOf } from './period.ts';

/** Customers who first bought in a period: a population, from the days it is made of. */
export interface Cohort extends Population {
  readonly period: Period;
}

/** A list is this long at most; a longer one is refused, because a part would look like all. */
const longestList = 1000;

/** Cohorts with a customer that begin in the range, earliest first. */
export async function listCohorts(
  granularity: Granularity,
  between: DateRange | null | undefined,
  { snapshot, loaders }: Context,
): Promise<Cohort[]> {
  const current = await snapshot();
  if (!current) {
    return [];
  }
  const days = await loaders.population.entries(current, namesOfKind('COHORT'));
  const periods = new Map<string, { readonly period: Period; facts: PopulationFacts }>();
  for (const entry of days) {
    const period = periodOf(granularity, keyOfName('COHORT', entry.name));
    const known = periods.get(period.from)?.facts ?? noFacts;
    periods.set(period.from, { period, facts: sumOf(known, entry) });
  }
  const wanted = [...periods.values()].filter(({ period }) => beginsIn(between, period));
  if (wanted.length > longestList) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected a range of at most ${longestList} cohorts, got ${wanted.length}. Ask for a shorter range or a coarser granularity.`,
    );
  }
  return wanted.map(({ period, facts }) => cohortOf(period, facts, current));
}

/** The cohort of a key that `keyOfPeriod` gave; null for other texts and for one without customers. */
export async function findCohort(
  key: string,
  { snapshot, loaders }: Context,
): Promise<Cohort | null> {
  const current = await snapshot();
  const period = periodOfKey(key);
  if (!current || !period) {
    return null;
  }
  const days = await loaders.population.entries(current, namesOfPeriod(period));
  return days.length === 0 ? null : cohortOf(period, days.reduce(sumOf, noFacts), current);
}

function cohortOf(period: Period, facts: PopulationFacts, snapshot: Snapshot): Cohort {
  const { granularity, from, to } = period;
  return {
    kind: 'COHORT',
    key: `${granularity}/${from}`,
    label: labelOfPeriod(period),
    snapshot,
    filter: { firstDay: { gte: from, lt: to } },
    names: namesOfPeriod(period),
    facts: async () => facts,
    period,
  };
}

function namesOfPeriod({ from, to }: Period): NameRange {
  return { from: nameOf('COHORT', from), to: nameOf('COHORT', to) };
}

function periodOfKey(key: string): Period | undefined {
  const [name, day = ''] = key.split('/');
  const granularity = granularities.find((one) => one === name);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day));
  const period = granularity && isDay ? periodOf(granularity, day) : undefined;
  return period?.from === day ? period : undefined;
}

function beginsIn(between: DateRange | null | undefined, { from }: Period): boolean {
  return (!between?.from || from >= between.from) && (!between?.to || from < between.to);
}

function sumOf(a: PopulationFacts, b: PopulationFacts): PopulationFacts {
  const plus = (one: string, other: string) => new Big(one).plus(other).toFixed();
  return {
    customers: a.customers + b.customers,
    buyers: a.buyers + b.buyers,
    orders: a.orders + b.orders,
    revenue: plus(a.revenue, b.revenue),
    refunds: plus(a.refunds, b.refunds),
    grossMargin: plus(a.grossMargin, b.grossMargin),
  };
}
