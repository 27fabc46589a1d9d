import type { Cells } from '../../graph/models/cells.ts';
import type { ParetoParams } from '../../graph/models/pareto-likelihood.ts';
import { gammaVariable } from './simulate.ts';

interface Shop {
  readonly params: ParetoParams;
  readonly customers: number;
  /** Ages are spread evenly over this range, in whole units: customers come once a day, and buy at any time. */
  readonly ages: readonly [youngest: number, oldest: number];
}

/** Cells of one customer each, who bought as Pareto/NBD says; time is continuous. */
export function simulatePareto(random: () => number, { params, customers, ages }: Shop): Cells {
  const [r, alpha, s, beta] = params;
  const cells = {
    frequency: new Float64Array(customers),
    recency: new Float64Array(customers),
    age: new Float64Array(customers),
    customers: new Float64Array(customers).fill(1),
    repeatSpend: new Float64Array(customers),
  };
  for (let i = 0; i < customers; i++) {
    const age = Math.round(ages[0] + (ages[1] - ages[0]) * random());
    const rate = gammaVariable(random, r) / alpha;
    const dropoutRate = gammaVariable(random, s) / beta;
    const end = Math.min(age, -Math.log(random()) / dropoutRate);
    cells.age[i] = age;
    let time = -Math.log(random()) / rate;
    while (time <= end) {
      cells.frequency[i] = (cells.frequency[i] ?? 0) + 1;
      cells.recency[i] = time;
      time -= Math.log(random()) / rate;
    }
  }
  return cells;
}
