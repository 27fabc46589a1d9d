import { negativeBinomial } from '../math/negative-binomial.ts';
import type { LivingCustomer } from './living-customer.ts';

/** A function of a dropout probability p, given p and q = 1 - p so that neither loses digits. */
type OfDropout = (p: number, q: number) => number;

/** Below this k-th root of q the powers of q die out within so many phases that they are summed. */
const smallRoot = 0.6;
const phasesOfSmallRoot = 80;

/** Where p is as good as 0: small beside every other number here, and far from underflow. */
const leastDropout = 1e-150;

/**
 * E[q^m]: probability to be alive at τ of a living customer whose dropout probability is known to be p.
 *
 * The generating function of the phases, (1 + τ (1 - z))^-R, taken at the k-th roots of q: their weighted sum leaves of
 * each number of phases the power of q that belongs to its number of orders.
 */
export function survivalAtDropout(customer: LivingCustomer, tau: number): OfDropout {
  const few = fewOrders(customer, tau);
  return (p, q) => {
    const root = rootOf(customer, p, q);
    return root.rho < smallRoot
      ? few(q)
      : meanPower(customer, root) * Math.exp(-customer.shape * Math.log1p(tau * root.gap)) +
          (p / q) * waves(customer, tau, root);
  };
}

/** (1 - E[q^m]) / p: orders expected until τ when the dropout probability is known to be p; at p = 0, E[m]. */
export function ordersPerDropout(customer: LivingCustomer, tau: number): OfDropout {
  const { shape, k, phase } = customer;
  const few = fewOrders(customer, tau);
  return (probability, q) => {
    const p = Math.max(probability, leastDropout);
    const root = rootOf(customer, p, q);
    if (root.rho < smallRoot) {
      return (1 - few(q)) / p;
    }
    let excess = 0;
    for (let i = 0; i < k; i++) {
      excess -= Math.expm1((phase - i) * root.logRho) / k;
    }
    const left = -Math.expm1(-shape * Math.log1p(tau * root.gap));
    return (excess + meanPower(customer, root) * left) / p - waves(customer, tau, root) / q;
  };
}

/** The k-th root ρ of q. */
interface Root {
  readonly rho: number;
  readonly logRho: number;
  /** 1 - ρ. */
  readonly gap: number;
}

function rootOf({ k }: LivingCustomer, p: number, q: number): Root {
  const logRho = (p < 0.5 ? Math.log1p(-p) : Math.log(q)) / k;
  return { rho: Math.exp(logRho), logRho, gap: -Math.expm1(logRho) };
}

/** E[q^m] for small q, to which few numbers of phases contribute. */
function fewOrders(customer: LivingCustomer, tau: number): (q: number) => number {
  const { shape, k, phase } = customer;
  const { probabilities } = negativeBinomial(shape, tau, phasesOfSmallRoot + k);
  const due = new Float64Array(Math.ceil((probabilities.length + phase) / k));
  probabilities.forEach((probability, n) => {
    due[Math.floor((n + phase) / k)]! += probability;
  });
  return (q) => due.reduceRight((sum, probability) => sum * q + probability, 0);
}

/** The mean of ρ^(phase - i) over i < k: the weight of the real root. */
function meanPower({ k, phase }: LivingCustomer, { logRho }: Root): number {
  let sum = 0;
  for (let i = 0; i < k; i++) {
    sum += Math.exp((phase - i) * logRho);
  }
  return sum / k;
}

/**
 * What the complex roots ρ e^(iφ) add, divided by p / q: the rhythm of regular orders, which fades with time.
 *
 * Conjugate roots add up to twice the real part of one.
 */
function waves({ shape, k, phase }: LivingCustomer, tau: number, { rho, gap }: Root): number {
  let sum = 0;
  for (let l = 1; 2 * l <= k; l++) {
    const angle = (2 * Math.PI * l) / k;
    const real = gap + 2 * rho * Math.sin(angle / 2) ** 2;
    const imaginary = rho * Math.sin(angle);
    const size =
      Math.hypot(1 + tau * real, tau * imaginary) ** -shape / Math.hypot(real, imaginary);
    const turn =
      (phase + 1) * angle +
      Math.atan2(imaginary, real) +
      shape * Math.atan2(tau * imaginary, 1 + tau * real);
    sum += (2 * l === k ? 1 : 2) * size * Math.cos(turn);
  }
  return (sum * rho ** (phase + 1)) / k;
}
