/** ln of the sum over phases of `phaseWeights`, and its derivatives in r and α. Written over by each call. */
export interface PhaseSum {
  log: number;
  r: number;
  alpha: number;
  rr: number;
  rAlpha: number;
  alphaAlpha: number;
}

export function emptyPhaseSum(): PhaseSum {
  return { log: 0, r: 0, alpha: 0, rr: 0, rAlpha: 0, alphaAlpha: 0 };
}

/**
 * Fills `into` for a rate of phases of the given shape after a silence of `share` of α + T, whose inverse
 * is given. One object for all cells, since this is the innermost loop of a fit.
 */
export function takePhaseSum(
  into: PhaseSum,
  k: number,
  { shape, share, inverse }: { shape: number; share: number; inverse: number },
): void {
  let term = 1;
  let first = 0;
  let second = 0;
  let sum = 1;
  let r = 0;
  let rr = 0;
  let alpha = 0;
  let alphaAlpha = 0;
  let rAlpha = 0;
  for (let j = 1; j < k; j++) {
    const step = shape + j - 1;
    term *= (step / j) * share;
    first += 1 / step;
    second += 1 / (step * step);
    sum += term;
    r += term * first;
    rr += term * (first * first - second);
    alpha -= term * j;
    alphaAlpha += term * j * (j + 1);
    rAlpha -= term * first * j;
  }
  into.log = Math.log(sum);
  into.r = r / sum;
  into.alpha = (alpha / sum) * inverse;
  into.rr = rr / sum - into.r * into.r;
  into.alphaAlpha = (alphaAlpha / sum) * inverse * inverse - into.alpha * into.alpha;
  into.rAlpha = (rAlpha / sum) * inverse - into.r * into.alpha;
}
