export type LoyaltyTier = 'PLATINUM' | 'GOLD' | 'SILVER' | 'BRONZE';

/** The tier of a percentile of total value: the segments `tier-*` in graph/segments/built-in.ts say the same. */
export function loyaltyTier(valuePercentile: number): LoyaltyTier {
  const decile = Math.ceil(valuePercentile / 10);
  if (decile >= 10) {
    return 'PLATINUM';
  }
  if (decile >= 8) {
    return 'GOLD';
  }
  return decile >= 5 ? 'SILVER' : 'BRONZE';
}
