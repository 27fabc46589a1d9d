import type { Cells } from '../../graph/models/cells.ts';
import type { CnbdParams } from '../../graph/models/cnbd-fit.ts';
import { gammaVariable } from './simulate.ts';

interface RegularShop {
  readonly params: CnbdParams;
  readonly customers: number;
  /** Ages are spread evenly over this range. */
  readonly ages: readonly [youngest: number, oldest: number];
  /** 1 if customers may leave after the first order. */
  readonly entryChances: 0 | 1;
}

/** Cells of one customer each, whose times between orders are Erlang-k; time is continuous. */
export function simulateCnbd(
  random: () => number,
  shop: RegularShop,
): Required<Omit<Cells, 'stratum' | 'endDay'>> {
  const { params, customers, ages, entryChances } = shop;
  const [r, alpha, a, b, k] = params;
  const column = () => new Float64Array(customers);
  const [frequency, recency, age, logIntervals] = [column(), column(), column(), column()];
  for (let i = 0; i < customers; i++) {
    const end = ages[0] + (ages[1] - ages[0]) * random();
    const rate = gammaVariable(random, r) / alpha;
    const leaving = gammaVariable(random, a);
    const dropout = leaving / (leaving + gammaVariable(random, b));
    age[i] = end;
    let isAlive = entryChances === 0 || random() > dropout;
    let interval = gammaVariable(random, k) / rate;
    while (isAlive && (recency[i] ?? 0) + interval <= end) {
      frequency[i] = (frequency[i] ?? 0) + 1;
      recency[i] = (recency[i] ?? 0) + interval;
      logIntervals[i] = (logIntervals[i] ?? 0) + Math.log(interval);
      isAlive = random() > dropout;
      interval = gammaVariable(random, k) / rate;
    }
  }
  const one = column().fill(1);
  return { frequency, recency, age, logIntervals, customers: one, repeatSpend: column() };
}
