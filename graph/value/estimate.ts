import type { PredictionInterval } from '../models/prediction-interval.ts';

/** An expected amount. Its interval costs more than the amount, so it is computed when asked for. */
export interface Estimate {
  readonly amount: number;
  readonly currency: string;
  /** Probability that the interval covers. */
  readonly level: number;
  interval(): PredictionInterval;
}

/** The interval of an amount multiplied by `factor`, which may be negative: then the ends change places. */
export function scaleInterval(
  { low, high }: PredictionInterval,
  factor: number,
): PredictionInterval {
  return factor < 0
    ? { low: high * factor, high: low * factor }
    : { low: low * factor, high: high * factor };
}

/** The estimate for each of `count`. */
export function share(estimate: Estimate, count: number): Estimate {
  return {
    ...estimate,
    amount: estimate.amount / count,
    interval: () => scaleInterval(estimate.interval(), 1 / count),
  };
}

/** A function that is called once at most. */
export function once<T>(value: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: value() };
    return known.value;
  };
}
