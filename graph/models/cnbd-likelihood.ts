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
  // Slopes of ln S and of D in (r, α, a, b), and how far these are apart; written over for each cell.
  const ofSum = [0, 0, 0, 0];
  const ofOdds = [0, 0, 1 / a, 0];
  const apart = [0, 0, 0, 0];
  for (let i = 0; i < data.customers.length; i++) {
    const customers = data.customers[i]!;
    const x = frequencies[data.frequencyIndex[i]!]!;
    const end = data.ageIndex[i]!;
    const last = data.recencyIndex[i]!;
    const shape = r + k * x;
    const share = (times[end]! - times[last]!) * inverse[end]!;
    takePhaseSum(phases, k, { shape, share, inverse: inverse[end]! });
    ofSum[0] = phases.r;
    ofSum[1] = phases.alpha;
    sums.value += customers * phases.log;
    addSlopes(sums, customers, ofSum);
    const chances = x + entryChances;
    if (chances === 0 || a === 0) {
      addCurvature(sums, customers, phases.rr, phases.rAlpha, phases.alphaAlpha);
      continue;
    }
    const perChance = 1 / (b + (chances - 1));
    const bend = inverse[end]! - inverse[last]!;
    ofOdds[0] = growth[end]! - growth[last]!;
    ofOdds[1] = shape * bend;
    ofOdds[3] = -perChance;
    const u = Math.log(a * perChance) + shape * ofOdds[0] - phases.log;
    const small = Math.exp(u > 0 ? -u : u);
    const minor = small / (1 + small);
    const gone = u > 0 ? 1 - minor : minor;
    const alive = 1 - gone;
    sums.value += customers * ((u > 0 ? u : 0) + Math.log1p(small));
    for (let m = 0; m < 4; m++) {
      apart[m] = ofOdds[m]! - ofSum[m]!;
    }
    addSlopes(sums, customers * gone, apart);
    addSquares(sums, customers * minor * (1 - minor), apart);
    addCurvature(
      sums,
      customers,
      alive * phases.rr,
      alive * phases.rAlpha + gone * bend,
      alive * phases.alphaAlpha - gone * shape * bend * (inverse[end]! + inverse[last]!),
    );
    sums.hessian[2]![2]! -= (customers * gone) / (a * a);
    sums.hessian[3]![3]! += customers * gone * perChance * perChance;
  }
}

function addSlopes({ gradient }: Derivatives, weight: number, slopes: readonly number[]): void {
  for (let m = 0; m < gradient.length; m++) {
    gradient[m]! += weight * slopes[m]!;
  }
}

/** What a difference of slopes adds to the curvature of a mixture. */
function addSquares({ hessian }: Derivatives, weight: number, slopes: readonly number[]): void {
  for (let m = 0; m < hessian.length; m++) {
    const row = hessian[m]!;
    for (let n = m; n < hessian.length; n++) {
      row[n]! += weight * slopes[m]! * slopes[n]!;
    }
  }
}

/** Curvature in (r, r), (r, α) and (α, α). */
function addCurvature(
  { hessian }: Derivatives,
  customers: number,
  ...[rr, rAlpha, alphaAlpha]: readonly [rr: number, rAlpha: number, alphaAlpha: number]
): void {
  hessian[0]![0]! += customers * rr;
  hessian[0]![1]! += customers * rAlpha;
  hessian[1]![1]! += customers * alphaAlpha;
}
