/** Forecasts of several models for the same customers, and what happened. */
interface Judged {
  readonly actual: Float64Array;
  readonly expected: readonly Float64Array[];
}

const steps = 5000;
const rate = 0.05;

/**
 * Weights >= 0 that add up to 1 and make the weighted average of the forecasts closest to what happened, in squared error
 * relative to the mean square of each part. Exponentiated gradient: it ends near the best corner or edge.
 *
 * @see Breiman (1996), Stacked regressions
 */
export function stackingWeights(parts: readonly Judged[]): number[] {
  const count = parts[0]?.expected.length ?? 0;
  const products = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  const targets = new Array<number>(count).fill(0);
  for (const { actual, expected } of parts) {
    const size = dot(actual, actual);
    expected.forEach((one, i) => {
      targets[i] = (targets[i] ?? 0) + dot(one, actual) / size;
      expected.forEach((other, j) => {
        const row = products[i] ?? [];
        row[j] = (row[j] ?? 0) + dot(one, other) / size;
      });
    });
  }
  let weights = new Array<number>(count).fill(1 / count);
  for (let step = 0; step < steps; step++) {
    const moved = weights.map((weight, i) => {
      const predicted = weights.reduce((sum, other, j) => sum + other * (products[i]?.[j] ?? 0), 0);
      return weight * Math.exp(-2 * rate * (predicted - (targets[i] ?? 0)));
    });
    const sum = moved.reduce((all, weight) => all + weight, 0);
    weights = moved.map((weight) => weight / sum);
  }
  return weights;
}

function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
}
