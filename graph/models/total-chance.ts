import { type Cells, type Purchases, purchasesOf } from './cells.ts';
import { effectiveHorizon } from './effective-horizon.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import { ordersWithin } from './order-interval.ts';
import type { OrderPredictor } from './predictor.ts';
import { roughlyDiscounted } from './rough-discounting.ts';
import type { IntervalTerms } from './value-interval.ts';

interface ChanceTerms {
  readonly orders: OrderPredictor;
  /** Discounted expected orders of a customer of each cell. */
  readonly expectedOrders: Float64Array;
  readonly terms: IntervalTerms;
}

/** Spend without a finite variance (q <= 2) is taken for this q: its totals have no variance to state. */
export const leastQ = 2.5;

/**
 * The variance of a population's total value by chance alone, divided by the square of its mean, as a function of the spend
 * model: what customers do is independent from one to the next at given parameters.
 *
 * Of a customer's value S, the sum of N orders worth z each, discounted by d: E[S²] = E[z²] E[Σ d²] + E[z z'] E[N (N - 1)] d², where
 * E[Σ d²] is the expectation discounted twice, and given the repeat spend E[z²] : E[z z'] : E[z] have p (p + 1) : p² : p and
 * the moments of an inverse gamma. Of a cell of several customers the sum of their spends is known, and of the squares
 * what the model expects.
 */
export function relativeChance(
  cells: Cells,
  { orders, expectedOrders, terms }: ChanceTerms,
): (spend: SpendFit) => number {
  const { horizonDays, annualRate } = terms;
  // At twice the continuous rate, which squares the discount of each order.
  const twice = roughlyDiscounted(orders, cells, {
    horizonDays,
    annualRate: (1 + annualRate) ** 2 - 1,
  });
  const pairs = pairsByCell(orders, cells, effectiveHorizon(horizonDays, annualRate));
  return (spend) => chanceOf(cells, { spend, expectedOrders, twice, pairs });
}

/** What a total's chance is computed from, each for a customer of each cell. */
export interface OrderMoments {
  readonly spend: SpendFit;
  readonly expectedOrders: Float64Array;
  /** Expected orders discounted twice: the same without discounting. */
  readonly twice: Float64Array;
  /** E[N (N - 1)] ÷ E[N]². */
  readonly pairs: Float64Array;
}

/** The variance of a total ÷ the square of its mean, from moments of its orders; see `relativeChance`. */
export function chanceOf(
  cells: Cells,
  { spend, expectedOrders, twice, pairs }: OrderMoments,
): number {
  const [p, fittedQ, v] = spend.params;
  const q = Math.max(fittedQ, leastQ);
  let variance = 0;
  let mean = 0;
  for (let i = 0; i < twice.length; i++) {
    const customers = cells.customers[i]!;
    const shape = p * cells.frequency[i]! + q;
    const sum = v * customers + Math.max(0, cells.repeatSpend[i]!);
    const squares = squaresOf(sum, customers, (shape - 2) * (q - 1), (q - 2) * (shape - 1));
    const one = expectedOrders[i]!;
    const two = pairs[i]! * one * one;
    const order = p / (shape - 1);
    const both = order / (shape - 2);
    variance += squares * (both * ((p + 1) * twice[i]! + p * two) - (order * one) ** 2);
    mean += sum * order * one;
  }
  return mean > 0 ? Math.max(0, variance) / mean / mean : 0;
}

/**
 * Σ (v + spend)² of customers of one x whose Σ (v + spend) is known: that of equals, and the variance between
 * them, which the model puts at `above` / `below` - 1 of the square of their mean.
 */
function squaresOf(sum: number, customers: number, above: number, below: number): number {
  const equals = (sum * sum) / customers;
  return equals + equals * (above / below - 1) * Math.max(0, 1 - 1 / customers);
}

/** E[N (N - 1)] / E[N]² of each cell's customers over so many days from now on. */
export function pairsByCell(orders: OrderPredictor, cells: Cells, days: number): Float64Array {
  const alive = orders.probabilityAliveByCell(cells);
  const ofLiving = pairsOfLiving(orders, days);
  return alive.map((probability, i) => (probability > 0 ? ofLiving(cells, i) / probability : 0));
}

/**
 * E[N (N - 1)] / E[N]² of a customer known to be alive, which is 1 for a known steady pace: it depends on x and T, by
 * which cells are few, and hardly on anything else.
 */
function pairsOfLiving(orders: OrderPredictor, days: number) {
  const known = new Map<string, number>();
  return (cells: Cells, index: number): number => {
    const { frequency, age, stratum = 0 } = purchasesOf(cells, index);
    const key = `${frequency} ${age} ${stratum}`;
    const ratio = known.get(key) ?? pairRatio(orders, { frequency, age, stratum }, days);
    known.set(key, ratio);
    return ratio;
  };
}

/** Larger counts that are less likely than this together are left out. */
const rest = 1e-6;

function pairRatio(
  orders: OrderPredictor,
  customer: Omit<Purchases, 'recency'>,
  days: number,
): number {
  const active = { ...customer, recency: customer.frequency > 0 ? customer.age : 0 };
  const alive = orders.probabilityAlive(active);
  let mean = 0;
  let pairs = 0;
  ordersWithin(orders, active, days, rest * alive).forEach((probability, n) => {
    mean += n * probability;
    pairs += n * (n - 1) * probability;
  });
  return mean > 0 ? (alive * pairs) / (mean * mean) : 1;
}
