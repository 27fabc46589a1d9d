import type { CoverageByCell } from './backtest.ts';
import { purchasesOf } from './cells.ts';
import { orderInterval } from './order-interval.ts';
import type { PredictionInterval } from './prediction-interval.ts';
import type { TransactionFit } from './transaction-model.ts';

interface CoverageOptions {
  readonly timeUnitDays: number;
  readonly horizonDays: number;
  readonly level: number;
}

/** More cells than this are judged by a sample of as many, evenly spread: a share is then sure to half a point. */
const mostCells = 12_000;

/** Judges cells by whether the interval of their customers' orders holds what happened; cells left out get the mean. */
export function orderCoverage(
  fit: TransactionFit,
  { timeUnitDays, horizonDays, level }: CoverageOptions,
): CoverageByCell {
  const interval = orderInterval(fit, timeUnitDays);
  return (cells, holdoutOrders) => {
    const stride = Math.ceil(cells.frequency.length / mostCells);
    const known = new Map<string, PredictionInterval>();
    const covered = new Float64Array(cells.frequency.length);
    const seen = { customers: 0, covered: 0 };
    for (let i = 0; i < covered.length; i += stride) {
      const { frequency, recency, age, stratum = 0 } = purchasesOf(cells, i);
      const key = `${frequency} ${recency} ${age} ${stratum}`;
      const { low, high } = known.get(key) ?? interval(purchasesOf(cells, i), horizonDays, level);
      known.set(key, { low, high });
      covered[i] = holdoutOrders[i]! >= low && holdoutOrders[i]! <= high ? 1 : 0;
      seen.customers += cells.customers[i]!;
      seen.covered += cells.customers[i]! * covered[i]!;
    }
    const share = seen.customers > 0 ? seen.covered / seen.customers : 0;
    return covered.map((own, i) => (i % stride === 0 ? own : share));
  };
}
