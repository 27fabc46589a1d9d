import { type SeasonClock, seasonClock } from './season-clock.ts';
import { type Segment, sampleSegments } from './segments.ts';

/** What to generate; every field has a default. */
export interface SampleShopOptions {
  /** Whole number; the same seed gives the same bytes. */
  readonly seed?: number;
  /** New customers over the three years, guests included. */
  readonly customers?: number;
  /** 0 for no season and no weekdays, 1 for the sample shop's own. */
  readonly seasonality?: number;
  readonly segments?: readonly Segment[];
  /** Whether the files carry the rows of bad-rows.ts. */
  readonly withBadRows?: boolean;
}

/** The options with defaults filled in, and what follows from them. */
export interface SampleShop {
  readonly seed: number;
  readonly customers: number;
  readonly segments: readonly Segment[];
  readonly withBadRows: boolean;
  readonly clock: SeasonClock;
}

export function sampleShop(options: SampleShopOptions = {}): SampleShop {
  const { seed = 20_230_701, customers = 3000, seasonality = 1, withBadRows = true } = options;
  if (!Number.isSafeInteger(customers) || customers < 1) {
    throw new RangeError(`expected customers to be a whole number of at least 1, got ${customers}`);
  }
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`expected seed to be a whole number, got ${seed}`);
  }
  return {
    seed,
    customers,
    segments: options.segments ?? sampleSegments,
    withBadRows,
    clock: seasonClock(seasonality),
  };
}

/** First key of each random stream, so that no two draws of the shop share one. */
export const streams = { guest: 1, profile: 2, visits: 3, order: 4, spend: 5, staff: 6 } as const;
