/** What the API's `model` reports. */
export interface ModelAnswer {
  readonly name: string;
  readonly timeUnitDays: number;
  readonly parameters: readonly { readonly value: number }[];
  readonly spend: { readonly parameters: readonly { readonly value: number }[] };
}

/** x, t_x and T, the latter two in days. */
interface PlainPurchases {
  readonly frequency: number;
  readonly recencyDays: number;
  readonly ageDays: number;
}

interface PlainTerms {
  readonly horizonDays: number;
  readonly discountRate: number;
  /** Order rates are multiplied by this; 1 unless told. */
  readonly orderRate?: number;
  /** 1 unless told. */
  readonly hazard?: number;
}

export interface PlainModel {
  probabilityAlive(purchases: PlainPurchases): number;
  /** By the hazard of `PlainTerms`, who stays through an order with probability q does with q^hazard. */
  discountedOrders(purchases: PlainPurchases, terms: PlainTerms): number;
  /** In the unit of `repeatSpend`'s currency. */
  orderValue(frequency: number, repeatSpend: number): number;
}

/** Chances to leave that come before the first repeat order. */
const earlyChances: Readonly<Record<string, number>> = { BG_NBD: 0, MBG_NBD: 1 };

/** BG/NBD (or MBG/NBD) and Gamma-Gamma from their definitions, without special functions. */
export function plainModel({ name, timeUnitDays, parameters, spend }: ModelAnswer): PlainModel {
  const early = earlyChances[name];
  if (early === undefined) {
    throw new Error(`Expected a model of ${Object.keys(earlyChances)}, got ${name}.`);
  }
  const [r = 0, alpha = 0, a = 0, b = 0] = parameters.map(({ value }) => value);
  const [p = 0, q = 0, v = 0] = spend.parameters.map(({ value }) => value);
  const aliveAt = ({ frequency: x, recencyDays, ageDays }: PlainPurchases) => {
    const chances = x + early;
    const odds =
      chances === 0
        ? 0
        : (a / (b + chances - 1)) *
          ((alpha + ageDays / timeUnitDays) / (alpha + recencyDays / timeUnitDays)) ** (r + x);
    return 1 / (1 + odds);
  };
  return {
    probabilityAlive: aliveAt,
    discountedOrders: (purchases, { horizonDays, discountRate, orderRate = 1, hazard = 1 }) => {
      const { frequency: x, ageDays } = purchases;
      const rates = gammaNodes(r + x, (alpha + ageDays / timeUnitDays) / orderRate);
      const dropouts = betaNodes(a, b + x + early).map(({ value, weight }) => ({
        value: -Math.expm1(hazard * Math.log1p(-value)),
        weight,
      }));
      const horizon = horizonDays / timeUnitDays;
      const discount = (Math.log(1 + discountRate) / 365) * timeUnitDays;
      return aliveAt(purchases) * meanOrders({ rates, dropouts, horizon, discount });
    },
    orderValue: (x, repeatSpend) => (p * (v + repeatSpend)) / (p * x + q - 1),
  };
}

/** Some 10,000 pairs of nodes lie below; together they are less than 1e-11. */
const negligible = 1e-15;

interface Mixture {
  readonly rates: readonly Node[];
  readonly dropouts: readonly Node[];
  readonly horizon: number;
  readonly discount: number;
}

/**
 * A living customer with rate λ who leaves after an order with probability p orders at the pace
 * λ e^(-λ p t): ∫ λ e^(-(λ p + δ) t) dt over the horizon, averaged over what is known of λ and p.
 */
function meanOrders({ rates, dropouts, horizon, discount }: Mixture): number {
  let sum = 0;
  for (const rate of rates) {
    for (const dropout of dropouts) {
      const weight = rate.weight * dropout.weight;
      if (weight > negligible) {
        const decay = rate.value * dropout.value + discount;
        sum += (weight * rate.value * -Math.expm1(-decay * horizon)) / decay;
      }
    }
  }
  return sum;
}

interface Node {
  readonly value: number;
  /** All weights of a distribution sum to 1. */
  readonly weight: number;
}

/** Gamma distribution, by the trapezoidal rule over the logarithm, which converges exponentially there. */
function gammaNodes(shape: number, rate: number): Node[] {
  const step = Math.min(0.3, 0.5 / Math.sqrt(shape));
  const valueAt = (u: number) => (shape / rate) * Math.exp(u);
  return nodes(step, valueAt, (u) => shape * (u + 1 - Math.exp(u)));
}

/** Beta distribution, likewise over the logarithm of the odds. */
function betaNodes(a: number, b: number): Node[] {
  const step = Math.min(0.3, 0.5 / Math.sqrt(Math.min(a, b)));
  const valueAt = (u: number) => 1 / (1 + (b / a) * Math.exp(-u));
  const logOdds = Math.log(a / b);
  return nodes(step, valueAt, (u) => {
    const s = u + logOdds;
    return a * s - (a + b) * Math.log1p(Math.exp(s)) - (a * logOdds - (a + b) * Math.log1p(a / b));
  });
}

/** Nodes from the mode, at u = 0, outwards until a density is less than e^-28 of the mode's. */
function nodes(
  step: number,
  valueAt: (u: number) => number,
  logDensity: (u: number) => number,
): Node[] {
  const found: { value: number; weight: number }[] = [];
  const add = (u: number) => {
    const log = logDensity(u);
    found.push({ value: valueAt(u), weight: Math.exp(log) });
    return log > -28;
  };
  for (let u = 0; add(u); u += step);
  for (let u = -step; add(u); u -= step);
  const total = found.reduce((sum, { weight }) => sum + weight, 0);
  return found.map(({ value, weight }) => ({ value, weight: weight / total }));
}
