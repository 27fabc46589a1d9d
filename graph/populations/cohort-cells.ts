import { daysBetween } from '../calendar.ts';
import type { Cells } from '../models/cells.ts';
import { keyOfName, type NameRange } from './population-name.ts';

/**
 * Cells of those who first bought in a range of days: all customers of a cell have one age, and the day
 * of the first purchase is `asOfDay` less that, so a cohort needs no cells of its own.
 */
export function cohortCells(cells: Cells, asOfDay: string, { from, to }: NameRange): Cells {
  const oldest = daysBetween(keyOfName('COHORT', from), asOfDay);
  const tooOld = daysBetween(keyOfName('COHORT', to), asOfDay);
  const kept = [...cells.age.keys()].filter((index) => {
    const age = cells.age[index] ?? Number.NaN;
    return age <= oldest && age > tooOld;
  });
  const pick = (values: Float64Array) => Float64Array.from(kept, (index) => values[index] ?? 0);
  return {
    frequency: pick(cells.frequency),
    recency: pick(cells.recency),
    age: pick(cells.age),
    customers: pick(cells.customers),
    repeatSpend: pick(cells.repeatSpend),
    ...(cells.stratum && { stratum: pick(cells.stratum) }),
  };
}
