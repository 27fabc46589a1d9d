import type { BetaGeometricData } from './beta-geometric-data.ts';
import { addRate, addStaying } from './beta-geometric-likelihood.ts';
import { type Derivatives, noDerivatives } from './curvature.ts';
import { emptyPhaseSum, takePhaseSum } from './phase-sum.ts';

/**
 * Log-likelihood of cells under a beta-geometric CNBD-k model, with gradient and Hessian in (r, α, a, b).
 *
 * As the beta-geometric one with k x for x in the rate, and for 1 + e^D the sum over phases S + e^D, where
 * S = Σ Γ(r+kx+j) / (Γ(r+kx) j!) ((T-t_x)/(α+T))^j over j < k: the next order may be any of k phases away. Without the terms
 * (k - 1) Σ ln interval - ln (k - 1)! of each order, in which there is no parameter.
 *
 * @see Platzer & Reutterer (2016), Marketing Science 35:5, of which this is the integrated form
 */
export function cnbdLikelihood(
  data: BetaGeometricData,
  params: readonly [r: number, alpha: number, a: number, b: number],
  k: number,
): Derivatives {
  const sums = noDerivatives(4);
  addRate(sums, data, params, k);
  addStaying(sums, data, params[2], params[3]);
  addPhases(sums, data, params, k);
  return sums;
}

/** The same without dropout, in (r, α): Chatfield & Goodhardt (1973), regular orders for ever. */
export function cnbdLikelihoodWithoutDropout(
  data: BetaGeometricData,
  params: readonly [r: number, alpha: number],
  k: number,
): Derivatives {
  const sums = noDerivatives(2);
  addRate(sums, data, params, k);
  addPhases(sums, data, params, k);
  return sums;
}

/** ln(S + e^D), as ln S + ln(1 + e^(D - ln S)). The one loop over all cells. */
function addPhases(
  sums: Derivatives,
  data: BetaGeometricData,
  params: readonly [r: number, alpha: number, a?: number, b?: number],
  k: number,
): void {
  const [r, alpha, a = 0, b = 1] = params;
  const { frequencies, times, entryChances } = data;
  const growth = times.map((time) => Math.log1p(time / alpha));
  const inverse = times.map((time) => 1 / (alpha + time));
  const phases = emptyPhaseSum();
  // Slopes of ln S and of D in (r, α, a, b).
  const ofSum = [0, 0, 0, 0];
  const ofOdds = [0, 0, 1 / a, 0];
  data.customers.forEach((customers, i) => {
    const x = frequencies[data.frequencyIndex[i]!]!;
    const end = data.ageIndex[i]!;
    const last = data.recencyIndex[i]!;
    const shape = r + k * x;
    const share = (times[end]! - times[last]!) * inverse[end]!;
    takePhaseSum(phases, k, { shape, share, inverse: inverse[end]! });
    const bend = inverse[end]! - inverse[last]!;
    ofSum[0] = phases.r;
    ofSum[1] = phases.alpha;
    sums.value += customers * phases.log;
    const chances = x + entryChances;
    if (chances === 0 || a === 0) {
      addSlopes(sums, customers, ofSum);
      addCurvature(sums, customers, [phases.rr, phases.rAlpha, phases.alphaAlpha]);
      return;
    }
    const perChance = 1 / (b + (chances - 1));
    ofOdds[0] = growth[end]! - growth[last]!;
    ofOdds[1] = shape * bend;
    ofOdds[3] = -perChance;
    const { value, gone, spread } = mixture(
      Math.log(a * perChance) + shape * ofOdds[0] - phases.log,
    );
    const alive = 1 - gone;
    sums.value += customers * value;
    const apart = ofOdds.map((slope, m) => slope - ofSum[m]!);
    addSlopes(
      sums,
      customers,
      apart.map((slope, m) => ofSum[m]! + gone * slope),
    );
    apart.forEach((slope, m) => {
      for (let n = m; n < 4; n++) {
        sums.hessian[m]![n]! += customers * spread * slope * apart[n]!;
      }
    });
    addCurvature(sums, customers, [
      alive * phases.rr,
      alive * phases.rAlpha + gone * bend,
      alive * phases.alphaAlpha - gone * shape * bend * (inverse[end]! + inverse[last]!),
    ]);
    sums.hessian[2]![2]! -= (customers * gone) / (a * a);
    sums.hessian[3]![3]! += customers * gone * perChance * perChance;
  });
}

/** ln(1 + e^u), its slope (the probability of having left) and its curvature. */
function mixture(u: number) {
  const small = Math.exp(u > 0 ? -u : u);
  const minor = small / (1 + small);
  return {
    value: (u > 0 ? u : 0) + Math.log1p(small),
    gone: u > 0 ? 1 - minor : minor,
    spread: minor * (1 - minor),
  };
}

function addSlopes(sums: Derivatives, customers: number, slopes: readonly number[]): void {
  for (let m = 0; m < sums.gradient.length; m++) {
    sums.gradient[m]! += customers * slopes[m]!;
  }
}

/** Curvature in (r, r), (r, α) and (α, α). */
function addCurvature(
  { hessian }: Derivatives,
  customers: number,
  [rr, rAlpha, alphaAlpha]: readonly [number, number, number],
): void {
  hessian[0]![0]! += customers * rr;
  hessian[0]![1]! += customers * rAlpha;
  hessian[1]![1]! += customers * alphaAlpha;
}
