import { betaQuantile } from '../math/beta-quantile.ts';

/** A share of customers, and where the true one probably lies. */
export interface ShareEstimate {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** Probability that the share lies between low and high. */
  readonly level: number;
}

/** Jeffreys' prior: as good as knowing nothing, and its intervals cover what they say. */
const prior = 0.5;

/** The share of `some` out of `all`, with the middle of its beta posterior; null without anybody. */
export function estimateShare(some: number, all: number, level: number): ShareEstimate | null {
  if (all === 0) {
    return null;
  }
  const tail = (1 - level) / 2;
  const quantile = (probability: number) =>
    betaQuantile(some + prior, all - some + prior, probability);
  // Of none or all, one end of the interval is the end of what is possible.
  return {
    share: some / all,
    low: some === 0 ? 0 : quantile(tail),
    high: some === all ? 1 : quantile(1 - tail),
    level,
  };
}
