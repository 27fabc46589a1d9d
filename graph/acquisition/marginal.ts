import type Big from 'big.js';
import { quotient } from '../money.ts';
import type { Window } from '../populations/metrics.ts';
import type { Acquisition } from './acquisition.ts';
import { costOfDays, ownDays } from './cac.ts';
import { clvToCac } from './ratio.ts';
import { daysIn } from './totals.ts';
import { windowBefore } from './window.ts';

/** What the last customers more cost; see acquisition.graphql. */
export interface Marginal {
  readonly before: Window;
  readonly addedSpend: Big;
  readonly addedCustomers: number;
  /** addedSpend ÷ addedCustomers; null unless both grew. */
  readonly cac: Big | null;
  readonly clvToCac: number | null;
}

/** The window against the one of equal length before; null when that was not observed, or spend is not attributable. */
export async function marginalOf(acquisition: Acquisition): Promise<Marginal | null> {
  const { population, window, allDays, kind, cost, isAllocated } = acquisition;
  const { snapshot } = population;
  const before = window && snapshot ? windowBefore(window, snapshot, allDays) : null;
  if (!before || !cost || isAllocated) {
    return null;
  }
  const former = costOfDays(daysIn(allDays, before), kind, ownDays(population));
  const addedSpend = cost.spend.minus(former.spend);
  const addedCustomers = cost.acquired - former.acquired;
  const didGrow = addedSpend.gt(0) && addedCustomers > 0;
  const cac = didGrow ? quotient(addedSpend, addedCustomers) : null;
  const ratio = cac === null ? null : clvToCac(await acquisition.value(), cac);
  return { before, addedSpend, addedCustomers, cac, clvToCac: ratio };
}
