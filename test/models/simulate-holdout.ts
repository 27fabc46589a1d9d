import type { HoldoutCells } from '../../graph/models/holdout.ts';
import { gammaVariable } from './simulate.ts';

/** A shop whose customers order as BG/NBD says, time in days, and spend as Gamma-Gamma says. */
export interface SpendingShop {
  readonly orders: readonly [r: number, alpha: number, a: number, b: number];
  readonly spend: readonly [p: number, q: number, v: number];
  readonly customers: number;
  readonly ages: readonly [youngest: number, oldest: number];
  readonly horizonDays: number;
  /** Effective: what comes after the split is discounted to it. */
  readonly annualRate: number;
}

/** What its customers did, and what they then do within the horizon; each is a cell. */
export function simulateHoldout(random: () => number, shop: SpendingShop): HoldoutCells {
  const customers = Array.from({ length: shop.customers }, () => customerOf(random, shop));
  const column = (name: keyof (typeof customers)[0]) =>
    Float64Array.from(customers, (customer) => customer[name]);
  return {
    frequency: column('frequency'),
    recency: column('recency'),
    age: column('age'),
    repeatSpend: column('repeatSpend'),
    holdoutOrders: column('holdoutOrders'),
    holdoutSpend: column('holdoutSpend'),
    customers: new Float64Array(shop.customers).fill(1),
  };
}

function customerOf(random: () => number, shop: SpendingShop) {
  const [r, alpha, a, b] = shop.orders;
  const [p, q, v] = shop.spend;
  const age = Math.round(shop.ages[0] + (shop.ages[1] - shop.ages[0]) * random());
  const rate = gammaVariable(random, r) / alpha;
  const leaving = gammaVariable(random, a);
  const dropout = leaving / (leaving + gammaVariable(random, b));
  const spendRate = gammaVariable(random, q) / v;
  const seen = { frequency: 0, recency: 0, age, repeatSpend: 0, holdoutOrders: 0, holdoutSpend: 0 };
  let time = -Math.log(random()) / rate;
  for (let isAlive = true; isAlive && time <= age + shop.horizonDays; ) {
    const spent = gammaVariable(random, p) / spendRate;
    if (time <= age) {
      seen.frequency++;
      seen.recency = time;
      seen.repeatSpend += spent;
    } else {
      seen.holdoutOrders++;
      seen.holdoutSpend += spent * (1 + shop.annualRate) ** (-(time - age) / 365);
    }
    isAlive = random() > dropout;
    time -= Math.log(random()) / rate;
  }
  return seen;
}
