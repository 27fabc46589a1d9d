import type Big from 'big.js';
import type { Context } from '../context.ts';
import { dayNumber } from '../models/season.ts';
import { decimalText } from '../money.ts';
import { cohortCells } from '../populations/cohort-cells.ts';
import type { Described } from '../populations/loaders.ts';
import type { Window } from '../populations/metrics.ts';
import { noFacts } from '../populations/population.ts';
import { nameOf, onlyName } from '../populations/population-name.ts';
import { joinLives, type Lives, livesBetween, sumOf } from '../retention/lives.ts';
import type { Settings } from '../settings.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { type PopulationValue, populationValue } from '../value/population-value.ts';
import type { Terms } from '../value/terms.ts';

/** Customers who first bought in a window, out of groups that share no customer. */
export interface Acquired {
  readonly groups: readonly Described[];
  readonly window: Window;
  readonly snapshot: Snapshot;
  readonly settings: Settings;
}

/** The customers who first came by one of these channels. */
export function channelGroups(snapshot: Snapshot, channels: readonly string[]): Described[] {
  return channels.map((key) => ({
    kind: 'CHANNEL',
    key,
    label: key,
    snapshot,
    filter: { channels: [key] },
    names: onlyName('CHANNEL', key),
  }));
}

/** What they did. */
export async function livesOfAcquired(
  { groups, window }: Acquired,
  { loaders }: Pick<Context, 'loaders'>,
): Promise<Lives> {
  const [from, to] = [dayNumber(window.from), dayNumber(window.to)];
  const parts = await Promise.all(groups.map((group) => loaders.population.lives(group)));
  return joinLives(parts.map((lives) => livesBetween(lives, from, to)));
}

/** How many they are, also of a segment that the snapshot was made without. */
export async function countOfAcquired(
  acquired: Acquired,
  context: Pick<Context, 'loaders'>,
): Promise<number> {
  const parts = await cellsOfAcquired(acquired, context);
  return parts.reduce((sum, { customers }) => sum + sumOf(customers), 0);
}

/** What they brought and are expected to bring: the sum over the groups. */
export async function valueOfAcquired(
  acquired: Acquired,
  terms: Terms,
  context: Pick<Context, 'loaders'>,
): Promise<AcquiredValue> {
  const { snapshot, settings } = acquired;
  const [parts, lives] = await Promise.all([
    cellsOfAcquired(acquired, context),
    livesOfAcquired(acquired, context),
  ]);
  const customers = parts.reduce((sum, cells) => sum + sumOf(cells.customers), 0);
  const facts = {
    ...noFacts,
    buyers: customers,
    revenue: decimalText(sumOf(lives.revenue)),
    grossMargin: decimalText(sumOf(lives.grossMargin)),
  };
  const values = parts.map((cells, index) =>
    populationValue({
      snapshot,
      facts: index === 0 ? facts : noFacts,
      cells,
      figures: async () => cells,
      terms,
      settings,
    }),
  );
  return { customers, historic: values[0]?.historic ?? null, values, terms };
}

/** Value of acquired customers, whose groups are summed one by one. */
interface AcquiredValue {
  readonly customers: number;
  readonly historic: Big | null;
  readonly values: readonly PopulationValue[];
  readonly terms: Terms;
}

/** Historic and predicted value a customer; null without customers or without a model. */
export function valuePerCustomer({
  customers,
  historic,
  values,
  terms,
}: AcquiredValue): number | null {
  let sum = historic === null ? 0 : Number(historic);
  for (const value of values) {
    const equity = value.equity(terms.horizonDays);
    if (equity === null) {
      return null;
    }
    sum += equity.amount;
  }
  return customers === 0 ? null : sum / customers;
}

async function cellsOfAcquired(
  { groups, window, snapshot }: Acquired,
  { loaders }: Pick<Context, 'loaders'>,
) {
  const parts = await Promise.all(groups.map((group) => loaders.population.cells(group)));
  const range = { from: nameOf('COHORT', window.from), to: nameOf('COHORT', window.to) };
  return parts.map((cells) => cohortCells(cells, snapshot.asOfDay, range));
}
