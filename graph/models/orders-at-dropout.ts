import type { OfProbability } from '../math/beta-expectation.ts';
import { negativeBinomial } from '../math/negative-binomial.ts';
import type { LivingCustomer } from './living-customer.ts';

/** Below this k-th root of q the powers of q die out within so many phases that they are summed. */
const smallRoot = 0.6;
const phasesOfSmallRoot = 80;

/** Where p is as good as 0: small beside every other number here, and far from underflow. */
const leastDropout = 1e-150;

/**
 * E[q^m] until τ: probability to be alive at τ of a living customer whose dropout probability is known to be p.
 *
 * The generating function of the phases, (1 + τ (1 - z))^-R, taken at the k-th roots of q: their weighted sum leaves of
 * each number of phases the power of q that belongs to its number of orders.
 */
export function survivalAtDropout(customer: LivingCustomer): (tau: number) => OfProbability {
  const rootAt = rootsOf(customer);
  return (tau) => {
    const few = fewOrders(customer, tau);
    const wavesAt = wavesUntil(customer, tau);
    return (p, q, place) => {
      const root = rootAt(p, q, place);
      return root.rho < smallRoot
        ? few(q)
        : root.meanPower * Math.exp(-customer.shape * Math.log1p(tau * root.gap)) +
            (p / q) * wavesAt(root);
    };
  };
}

/** (1 - E[q^m]) / p: orders expected until τ when the dropout probability is known to be p; at p = 0, E[m]. */
export function ordersPerDropout(customer: LivingCustomer): (tau: number) => OfProbability {
  const rootAt = rootsOf(customer);
  return (tau) => {
    const few = fewOrders(customer, tau);
    const wavesAt = wavesUntil(customer, tau);
    return (probability, q, place) => {
      const p = Math.max(probability, leastDropout);
      const root = rootAt(p, q, place);
      if (root.rho < smallRoot) {
        return (1 - few(q)) / p;
      }
      const left = -Math.expm1(-customer.shape * Math.log1p(tau * root.gap));
      return (root.excess + root.meanPower * left) / p - wavesAt(root) / q;
    };
  };
}

/** The k-th root ρ of q, and what depends on it alone. */
interface Root {
  readonly rho: number;
  /** 1 - ρ. */
  readonly gap: number;
  /** The mean of ρ^(phase - i) over i < k: the weight of the real root. */
  readonly meanPower: number;
  /** 1 - that. */
  readonly excess: number;
}

/** Roots by the place of p in a rule of integration, each found once. */
function rootsOf(customer: LivingCustomer): (p: number, q: number, place: number) => Root {
  const known: Root[] = [];
  return (p, q, place) => {
    const root = known[place] ?? rootOf(customer, p, q);
    if (place >= 0) {
      known[place] = root;
    }
    return root;
  };
}

function rootOf({ k, phase }: LivingCustomer, p: number, q: number): Root {
  const logRho = (p < 0.5 ? Math.log1p(-p) : Math.log(q)) / k;
  let meanPower = 0;
  let excess = 0;
  for (let i = 0; i < k; i++) {
    meanPower += Math.exp((phase - i) * logRho) / k;
    excess -= Math.expm1((phase - i) * logRho) / k;
  }
  return { rho: Math.exp(logRho), gap: -Math.expm1(logRho), meanPower, excess };
}

/** E[q^m] for small q, to which few numbers of phases contribute. */
function fewOrders(customer: LivingCustomer, tau: number): (q: number) => number {
  const { shape, k, phase } = customer;
  let due: Float64Array | null = null;
  const ordersDue = () => {
    const { probabilities } = negativeBinomial(shape, tau, phasesOfSmallRoot + k);
    const sums = new Float64Array(Math.ceil((probabilities.length + phase) / k));
    probabilities.forEach((probability, n) => {
      sums[Math.floor((n + phase) / k)]! += probability;
    });
    return sums;
  };
  return (q) => {
    due ??= ordersDue();
    let sum = 0;
    for (let m = due.length - 1; m >= 0; m--) {
      sum = sum * q + due[m]!;
    }
    return sum;
  };
}

/** Waves that have faded to this power of e beside the probability of anything are none. */
const farthest = 45;

/**
 * What the complex roots ρ e^(iφ) add, divided by p / q: the rhythm of regular orders, which fades with time.
 *
 * Conjugate roots add up to twice the real part of one. The slower one turns, the later it fades.
 */
function wavesUntil(customer: LivingCustomer, tau: number): (root: Root) => number {
  const { shape, k, phase } = customer;
  const turns = Array.from({ length: Math.floor(k / 2) }, (_, i) => {
    const angle = (2 * Math.PI * (i + 1)) / k;
    return { angle, sine: Math.sin(angle), drop: 2 * Math.sin(angle / 2) ** 2, count: 2 };
  }).map((turn, i) => (2 * (i + 1) === k ? { ...turn, sine: 0, count: 1 } : turn));
  // The slowest to fade is the first root, at the ρ where its distance from 1 is least.
  const nearest = Math.min(1 - smallRoot, turns[0]!.drop);
  if (shape * Math.log1p(tau * nearest) > farthest) {
    return () => 0;
  }
  return ({ rho, gap }) => {
    let sum = 0;
    for (const { angle, sine, drop, count } of turns) {
      const real = gap + rho * drop;
      const imaginary = rho * sine;
      const square = real * real + imaginary * imaginary;
      // -ln |1 + τ (1 - z)|^-R: by its logarithm, since R may be large and τ small.
      const fading = 0.5 * shape * Math.log1p(tau * (2 * real + tau * square));
      if (fading > farthest) {
        break;
      }
      const turn =
        (phase + 1) * angle +
        Math.atan2(imaginary, real) +
        shape * Math.atan2(tau * imaginary, 1 + tau * real);
      sum += (count * Math.exp(-fading) * Math.cos(turn)) / Math.sqrt(square);
    }
    return (sum * rho ** (phase + 1)) / k;
  };
}
