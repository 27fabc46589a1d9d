import type { SpendCells } from './cells.ts';
import { pickAt } from './pick-at.ts';

/** Spend cells fit for the Gamma-Gamma likelihood, and what was seen on the way. */
export interface SpendSummary {
  /** Cells of customers with repeat purchases worth more than nothing. */
  readonly cells: SpendCells;
  readonly customers: number;
  readonly excludedCustomers: number;
  readonly observedMean: number;
  /** Geometric mean of the customers' mean spends: the unit to compute in, which no single order can shift. */
  readonly typicalSpend: number;
  readonly correlation: number;
}

/** Separates what the likelihood can take from what it cannot. One-time buyers are neither. */
export function summariseSpend(cells: SpendCells): SpendSummary {
  const kept = new Int32Array(cells.frequency.length);
  let count = 0;
  let excludedCustomers = 0;
  for (let i = 0; i < kept.length; i++) {
    const frequency = cells.frequency[i]!;
    const spend = cells.repeatSpend[i]!;
    if (!(Number.isFinite(spend) && Number.isFinite(frequency) && cells.customers[i]! > 0)) {
      throw new RangeError(
        `Expected finite spend cells with customers > 0, got cell ${i} with frequency ${frequency}, repeatSpend ${spend}, customers ${cells.customers[i]}`,
      );
    }
    if (frequency > 0 && spend > 0) {
      kept[count++] = i;
    } else if (frequency > 0) {
      excludedCustomers += cells.customers[i]!;
    }
  }
  const pick = (values: Float64Array) => pickAt(values, kept.subarray(0, count));
  const usable = {
    frequency: pick(cells.frequency),
    repeatSpend: pick(cells.repeatSpend),
    customers: pick(cells.customers),
  };
  return { cells: usable, excludedCustomers, ...statisticsOf(usable) };
}

/** Counts and the correlation of frequency and mean spend, centred first so that nothing cancels. */
function statisticsOf({ frequency, repeatSpend, customers }: SpendCells) {
  let count = 0;
  let orders = 0;
  let spend = 0;
  let meanSpends = 0;
  let logMeanSpends = 0;
  for (let i = 0; i < customers.length; i++) {
    const weight = customers[i]!;
    const mean = repeatSpend[i]! / frequency[i]!;
    count += weight;
    orders += weight * frequency[i]!;
    spend += weight * repeatSpend[i]!;
    meanSpends += weight * mean;
    logMeanSpends += weight * Math.log(mean);
  }
  let xx = 0;
  let xm = 0;
  let mm = 0;
  for (let i = 0; i < customers.length; i++) {
    const weight = customers[i]!;
    const x = frequency[i]! - orders / count;
    const m = repeatSpend[i]! / frequency[i]! - meanSpends / count;
    xx += weight * x * x;
    xm += weight * x * m;
    mm += weight * m * m;
  }
  const spread = Math.sqrt(xx) * Math.sqrt(mm);
  return {
    customers: count,
    observedMean: spend / orders,
    typicalSpend: Math.exp(logMeanSpends / count),
    correlation: spread > 0 ? xm / spread : 0,
  };
}
