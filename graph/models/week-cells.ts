import type { Cells } from './cells.ts';
import { withinStrata } from './strata.ts';

/** Days a merged cell spans, unless told. */
const week = 7;

/** Ages and recencies of a cell in weeks stay below this, so that three counts fit one exact number. */
const maxWeeks = 2 ** 16;

interface Merged {
  readonly frequency: number;
  customers: number;
  recencySum: number;
  ageSum: number;
  repeatSpend: number;
  logIntervals: number;
}

/**
 * Merges cells in days that agree in frequency and in the weeks of recency and age.
 *
 * A merged cell has the mean recency and mean age of its customers, so the first-order error of the
 * grouping cancels; the total of expected orders moves by less than 0.01 % on CDNOW and on a simulated million.
 * `width` is what a cell spans, for cells in another unit than days or where even less will do.
 */
export function toWeekCells(cells: Cells, width = week): Cells {
  return withinStrata(cells, (part) => merge(part, width));
}

function merge(cells: Cells, width: number): Cells {
  const merged = new Map<number, Merged>();
  for (let i = 0; i < cells.frequency.length; i++) {
    const frequency = cells.frequency[i]!;
    const recencyWeek = Math.floor(cells.recency[i]! / width);
    const ageWeek = Math.floor(cells.age[i]! / width);
    const key = (frequency * maxWeeks + recencyWeek) * maxWeeks + ageWeek;
    const cell = merged.get(key) ?? emptyCell(frequency);
    const customers = cells.customers[i]!;
    cell.customers += customers;
    cell.recencySum += customers * cells.recency[i]!;
    cell.ageSum += customers * cells.age[i]!;
    cell.repeatSpend += cells.repeatSpend[i]!;
    cell.logIntervals += cells.logIntervals?.[i] ?? 0;
    merged.set(key, cell);
  }
  const groups = [...merged.values()];
  return {
    frequency: Float64Array.from(groups, (cell) => cell.frequency),
    // A quotient may round above the true mean: the recency of a cell must not pass its age.
    recency: Float64Array.from(groups, (cell) =>
      Math.min(cell.recencySum / cell.customers, cell.ageSum / cell.customers),
    ),
    age: Float64Array.from(groups, (cell) => cell.ageSum / cell.customers),
    customers: Float64Array.from(groups, (cell) => cell.customers),
    repeatSpend: Float64Array.from(groups, (cell) => cell.repeatSpend),
    ...(cells.logIntervals && {
      logIntervals: Float64Array.from(groups, (cell) => cell.logIntervals),
    }),
  };
}

function emptyCell(frequency: number): Merged {
  return { frequency, customers: 0, recencySum: 0, ageSum: 0, repeatSpend: 0, logIntervals: 0 };
}
