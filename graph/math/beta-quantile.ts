import { incompleteBeta } from './incomplete-beta.ts';

/** Halvings of [0, 1]: to the last digit of a double. */
const halvings = 60;

/**
 * The x with I_x(a, b) = probability, for shapes `a`, `b` > 0 and a probability in [0, 1]: bisection, because the function
 * rises all the way.
 *
 * @example betaQuantile(1, 1, 0.25); // 0.25
 */
export function betaQuantile(a: number, b: number, probability: number): number {
  let low = 0;
  let high = 1;
  for (let halving = 0; halving < halvings; halving++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(a, b, middle) < probability) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return (low + high) / 2;
}
