/**
 * The mean of g(K) for negative binomial K with the given shape and mean shape · τ, for slowly changing g.
 *
 * `next` gives g(1), g(2), ... in turn; g(0) is passed with τ. Where g is 0 at first, `first` is the least
 * argument at which it is not. Coefficients are kept between calls.
 */
export function negativeBinomialMean(shape: number, next: (k: number) => number, first = 1) {
  const coefficients: number[] = [];
  let binomial = 1;
  return (atZero: number, tau: number): number => {
    const z = tau / (1 + tau);
    let power = 1;
    let sum = atZero;
    for (let k = 1; ; k++) {
      if (k > coefficients.length) {
        binomial *= (shape + k - 1) / k;
        coefficients.push(binomial * next(k));
      }
      power *= z;
      const term = coefficients[k - 1]! * power;
      sum += term;
      const ratio = (z * (shape + k)) / k;
      if (k >= first && ratio < 1 && !(term > 1e-17 * sum * (1 - ratio))) {
        return sum * Math.exp(-shape * Math.log1p(tau));
      }
    }
  };
}

/** A few thousand terms cost as much as the quadrature does. */
const mostTerms = 3000;

/** Whether the series needs few terms and no coefficient of it overflows. */
export function hasShortSeries(shape: number, tau: number): boolean {
  const mean = shape * tau;
  const terms = mean + 9 * Math.sqrt(mean * (1 + tau)) + 45 * (1 + tau);
  if (!(terms <= mostTerms)) {
    return false;
  }
  const logBinomial = shape * Math.log1p(terms / shape) + terms * Math.log1p(shape / terms);
  return logBinomial < 650;
}
