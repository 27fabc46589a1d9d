import type { BetaGeometricParams } from '../../graph/models/beta-geometric-fit.ts';
import type { Cells } from '../../graph/models/cells.ts';

type Random = () => number;

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** A gamma variable of scale 1 (Marsaglia & Tsang 2000; below 1 by the power of a uniform). */
export function gammaVariable(random: Random, shape: number): number {
  if (shape < 1) {
    return gammaVariable(random, shape + 1) * random() ** (1 / shape);
  }
  const d = shape - 1 / 3;
  for (;;) {
    const z = normal(random);
    const v = (1 + z / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(random()) < 0.5 * z * z + d - d * v + d * Math.log(v)) {
      return d * v;
    }
  }
}

export interface Shop {
  readonly params: BetaGeometricParams;
  readonly customers: number;
  /** Ages are spread evenly over this range. */
  readonly ages: readonly [youngest: number, oldest: number];
}

/** Cells of one customer each, who bought as BG/NBD says; time is continuous. */
export function simulateBgNbd(random: Random, { params, customers, ages }: Shop): Cells {
  const [r, alpha, a, b] = params;
  const cells = {
    frequency: new Float64Array(customers),
    recency: new Float64Array(customers),
    age: new Float64Array(customers),
    customers: new Float64Array(customers).fill(1),
    repeatSpend: new Float64Array(customers),
  };
  for (let i = 0; i < customers; i++) {
    const age = ages[0] + (ages[1] - ages[0]) * random();
    const rate = gammaVariable(random, r) / alpha;
    const leaving = gammaVariable(random, a);
    const dropout = leaving / (leaving + gammaVariable(random, b));
    cells.age[i] = age;
    let isAlive = true;
    let time = -Math.log(random()) / rate;
    while (isAlive && time <= age) {
      cells.frequency[i] = (cells.frequency[i] ?? 0) + 1;
      cells.recency[i] = time;
      isAlive = random() > dropout;
      time -= Math.log(random()) / rate;
    }
  }
  return cells;
}
