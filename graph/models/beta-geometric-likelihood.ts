import type { BetaGeometricData } from './beta-geometric-data.ts';
import { type Derivatives, noDerivatives } from './curvature.ts';
import { risingSums } from './rising-sums.ts';

/**
 * Log-likelihood of cells under a beta-geometric NBD model, with gradient and Hessian in (r, α, a, b).
 *
 * With n chances to drop out, L = Γ(r+x)/Γ(r) α^r (α+T)^-(r+x) B(a, b+n)/B(a, b) (1 + e^D), where e^D are the odds
 * of having left: D = ln a - ln(b+n-1) + (r+x) ln((α+T)/(α+t_x)). Fader, Hardie & Lee (2005), equation 6.
 */
export function betaGeometricLikelihood(
  data: BetaGeometricData,
  params: readonly [r: number, alpha: number, a: number, b: number],
): Derivatives {
  const [, , a, b] = params;
  const sums = noDerivatives(4);
  addRate(sums, data, params);
  addStaying(sums, data, a, b);
  addLeaving(sums, data, params);
  return sums;
}

/** The same without dropout, in (r, α): the NBD model (Ehrenberg 1959), the limit a / (a + b) -> 0. */
export function nbdLikelihood(data: BetaGeometricData, r: number, alpha: number): Derivatives {
  const sums = noDerivatives(2);
  addRate(sums, data, [r, alpha]);
  return sums;
}

/**
 * ln Γ(r+x)/Γ(r) + r ln α - (r+x) ln(α+T), as -r ln(1+T/α) - x ln(α+T): for large α
 * and r, that is customers who all order at one rate, the plain form has lost all digits. With k phases to an
 * order, k x stands for x.
 */
export function addRate(
  sums: Derivatives,
  data: BetaGeometricData,
  [r, alpha]: readonly [r: number, alpha: number, ...rest: number[]],
  k = 1,
): void {
  const { gradient, hessian } = sums;
  const rising = risingSums(
    r,
    data.frequencies.map((x) => k * x),
  );
  let phases = 0;
  data.customersByFrequency.forEach((customers, i) => {
    phases += customers * k * data.frequencies[i]!;
    sums.value += customers * rising.log[i]!;
    gradient[0]! += customers * rising.first[i]!;
    hessian[0]![0]! -= customers * rising.second[i]!;
  });
  sums.value -= phases * Math.log(alpha);
  gradient[1]! -= phases / alpha;
  hessian[1]![1]! += phases / (alpha * alpha);
  data.times.forEach((time, i) => {
    const customers = data.customersByAge[i]!;
    const shape = r * customers + k * data.ordersByAge[i]!;
    const growth = Math.log1p(time / alpha);
    const slope = time / (alpha * (alpha + time));
    sums.value -= shape * growth;
    gradient[0]! -= customers * growth;
    gradient[1]! += shape * slope;
    hessian[0]![1]! += customers * slope;
    hessian[1]![1]! -= (shape * slope * (2 * alpha + time)) / (alpha * (alpha + time));
  });
}

/** ln B(a, b+n) / B(a, b): to have stayed after each of n chances to leave. */
export function addStaying(sums: Derivatives, data: BetaGeometricData, a: number, b: number): void {
  const { gradient, hessian } = sums;
  const stay = risingSums(b, data.frequencies, data.entryChances);
  const any = risingSums(a + b, data.frequencies, data.entryChances);
  data.customersByFrequency.forEach((customers, i) => {
    sums.value += customers * (stay.log[i]! - any.log[i]!);
    gradient[2]! -= customers * any.first[i]!;
    gradient[3]! += customers * (stay.first[i]! - any.first[i]!);
    hessian[2]![2]! += customers * any.second[i]!;
    hessian[2]![3]! += customers * any.second[i]!;
    hessian[3]![3]! += customers * (any.second[i]! - stay.second[i]!);
  });
}

/** ln(1 + e^D): the possibility to have left at the last order. The one loop over all cells. */
function addLeaving(
  sums: Derivatives,
  data: BetaGeometricData,
  [r, alpha, a, b]: readonly [number, number, number, number],
): void {
  const { frequencies, frequencyIndex, recencyIndex, ageIndex, entryChances } = data;
  const growth = data.times.map((time) => Math.log1p(time / alpha));
  const inverse = data.times.map((time) => 1 / (alpha + time));
  const chanceInverse = frequencies.map((x) => 1 / (b + (x + entryChances - 1)));
  const logOdds = frequencies.map((x) => Math.log(a) - Math.log(b + (x + entryChances - 1)));
  let value = 0;
  let gr = 0;
  let ga = 0;
  let gDrop = 0;
  let gb = 0;
  let hrr = 0;
  let hra = 0;
  let haa = 0;
  let hrDrop = 0;
  let haDrop = 0;
  let hrb = 0;
  let hab = 0;
  let hDropDrop = 0;
  let hDropB = 0;
  let hbb = 0;
  for (let i = 0; i < data.customers.length; i++) {
    const f = frequencyIndex[i]!;
    const end = ageIndex[i]!;
    const last = recencyIndex[i]!;
    const shape = r + frequencies[f]!;
    // The derivatives of D in r, α, ln a and b; mixed second ones vanish but for (r, α).
    const dr = growth[end]! - growth[last]!;
    const bend = inverse[end]! - inverse[last]!;
    const da = shape * bend;
    const db = chanceInverse[f]!;
    const d = logOdds[f]! + shape * dr;
    const small = Math.exp(d > 0 ? -d : d);
    const minor = small / (1 + small);
    const customers = data.customers[i]!;
    const gone = customers * (d > 0 ? 1 - minor : minor);
    const spread = customers * minor * (1 - minor);
    value += customers * ((d > 0 ? d : 0) + Math.log1p(small));
    gr += gone * dr;
    ga += gone * da;
    gDrop += gone;
    gb -= gone * db;
    hrr += spread * dr * dr;
    hra += gone * bend + spread * dr * da;
    haa += spread * da * da - gone * da * (inverse[end]! + inverse[last]!);
    hrDrop += spread * dr;
    haDrop += spread * da;
    hrb -= spread * dr * db;
    hab -= spread * da * db;
    hDropDrop += spread - gone;
    hDropB -= spread * db;
    hbb += (spread + gone) * db * db;
  }
  sums.value += value;
  addTo(sums.gradient, [gr, ga, gDrop / a, gb]);
  addTo(sums.hessian[0]!, [hrr, hra, hrDrop / a, hrb]);
  addTo(sums.hessian[1]!, [0, haa, haDrop / a, hab]);
  addTo(sums.hessian[2]!, [0, 0, hDropDrop / (a * a), hDropB / a]);
  addTo(sums.hessian[3]!, [0, 0, 0, hbb]);
}

function addTo(sums: number[], more: readonly number[]): void {
  more.forEach((value, i) => {
    sums[i]! += value;
  });
}
