import type { Cells } from './cells.ts';

/** Days a merged cell spans. */
const week = 7;

/** Ages and recencies of a cell in weeks stay below this, so that three counts fit one exact number. */
const maxWeeks = 2 ** 16;

interface Merged {
  readonly frequency: number;
  readonly ageWeek: number;
  customers: number;
  recencySum: number;
  repeatSpend: number;
  logIntervals: number;
}

/** Customers of the same week of age, and the sum of their ages. */
interface AgeWeek {
  customers: number;
  ageSum: number;
}

/**
 * Merges cells in days that agree in frequency and in the weeks of recency and age.
 *
 * A merged cell has the mean recency of its customers, and the mean age of all customers of its week, so the
 * first-order error of the grouping cancels in totals, and few ages occur. The total of expected orders moves
 * by less than 0.01 % on CDNOW and on simulated shops.
 */
export function toWeekCells(cells: Cells): Cells {
  const merged = new Map<number, Merged>();
  const ageWeeks = new Map<number, AgeWeek>();
  for (let i = 0; i < cells.frequency.length; i++) {
    const frequency = cells.frequency[i]!;
    const recencyWeek = Math.floor(cells.recency[i]! / week);
    const ageWeek = Math.floor(cells.age[i]! / week);
    const customers = cells.customers[i]!;
    const ofAge = ageWeeks.get(ageWeek) ?? { customers: 0, ageSum: 0 };
    ofAge.customers += customers;
    ofAge.ageSum += customers * cells.age[i]!;
    ageWeeks.set(ageWeek, ofAge);
    const key = (frequency * maxWeeks + recencyWeek) * maxWeeks + ageWeek;
    const cell = merged.get(key) ?? emptyCell(frequency, ageWeek);
    cell.customers += customers;
    cell.recencySum += customers * cells.recency[i]!;
    cell.repeatSpend += cells.repeatSpend[i]!;
    cell.logIntervals += cells.logIntervals?.[i] ?? 0;
    merged.set(key, cell);
  }
  const groups = [...merged.values()];
  const age = Float64Array.from(groups, ({ ageWeek }) => {
    const { ageSum, customers } = ageWeeks.get(ageWeek)!;
    return ageSum / customers;
  });
  return {
    frequency: Float64Array.from(groups, (cell) => cell.frequency),
    // Within one week the mean recency of a cell may pass the mean age.
    recency: Float64Array.from(groups, (cell, i) =>
      Math.min(cell.recencySum / cell.customers, age[i]!),
    ),
    age,
    customers: Float64Array.from(groups, (cell) => cell.customers),
    repeatSpend: Float64Array.from(groups, (cell) => cell.repeatSpend),
    ...(cells.logIntervals && {
      logIntervals: Float64Array.from(groups, (cell) => cell.logIntervals),
    }),
  };
}

function emptyCell(frequency: number, ageWeek: number): Merged {
  return { frequency, ageWeek, customers: 0, recencySum: 0, repeatSpend: 0, logIntervals: 0 };
}
