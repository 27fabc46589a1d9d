import { dayCount, dayNumber } from './calendar.ts';

/** Where a new customer comes from: a campaign of a channel, or a channel that has none. */
export interface Source {
  readonly channel: string;
  /** Empty for a channel without campaigns. */
  readonly campaign: string;
  /** First and last day number it runs, both included. */
  readonly from: number;
  readonly until: number;
  /** Share of new customers among all sources, relative to the others that run on the day. */
  readonly weight: number;
  /** Shifts the mix of segments towards enthusiasts (above 0) or bargain hunters (below 0). */
  readonly quality: number;
  /** Ad spend aimed at for one new customer, euros; 0 for a source that costs nothing. */
  readonly costPerCustomer: number;
  /** Coupon that first orders from here carry; empty for none of its own. */
  readonly coupon: string;
}

const always = ['2023-07-01', '2026-06-30'] as const;

/**
 * Good, dear and bad buys side by side. The summer sweepstake of 2024 costs more for a customer than
 * such a customer is worth in three years, and generic searches hardly earn their cost.
 */
export const sources: readonly Source[] = [
  source('organic', '', always, 0.26, 0.3, 0),
  source('referral', 'refer_a_friend', always, 0.09, 0.9, 10),
  source('google_ads', 'brand_search', always, 0.11, 0.5, 9),
  source('google_ads', 'shopping_beans', ['2023-09-01', '2026-06-30'], 0.12, 0.25, 26),
  source('google_ads', 'generic_search', ['2024-01-15', '2025-12-31'], 0.06, -0.4, 64),
  source('google_ads', 'black_friday_2023', ['2023-11-15', '2023-12-02'], 0.12, -0.5, 30),
  source('google_ads', 'black_friday_2024', ['2024-11-15', '2024-12-02'], 0.12, -0.5, 33),
  source('google_ads', 'black_friday_2025', ['2025-11-15', '2025-12-02'], 0.12, -0.5, 37),
  source('meta_ads', 'prospecting_video', ['2023-07-01', '2024-12-31'], 0.1, 0, 33),
  source('meta_ads', 'summer_sweepstake', ['2024-06-01', '2024-08-15'], 0.2, -1.9, 62),
  source('meta_ads', 'lookalike_loyal', ['2024-10-01', '2026-06-30'], 0.1, 0.4, 37),
  source('meta_ads', 'retargeting', ['2025-01-10', '2026-06-30'], 0.04, 0.3, 14),
  source('affiliate', 'coupon_portals', ['2023-10-01', '2026-06-30'], 0.07, -0.9, 22, 'PORTAL15'),
  source('affiliate', 'coffee_blogs', ['2024-03-01', '2026-06-30'], 0.05, 0.6, 19, 'BLOG10'),
  source('newsletter', 'partner_spring_2024', ['2024-02-01', '2024-05-31'], 0.05, 0.1, 8),
  source('newsletter', 'partner_spring_2025', ['2025-02-01', '2025-05-31'], 0.05, 0.2, 9),
];

/** Sum of the weights of the sources that run on each day. */
export const runningWeight: Float64Array = Float64Array.from({ length: dayCount }, (_, day) =>
  sources.reduce((sum, candidate) => sum + weightOn(candidate, day), 0),
);

/** The source's weight on a day: 0 when it does not run. */
export function weightOn({ from, until, weight }: Source, day: number): number {
  return day >= from && day <= until ? weight : 0;
}

function source(
  channel: string,
  campaign: string,
  [from, until]: readonly [string, string],
  weight: number,
  quality: number,
  costPerCustomer: number,
  coupon = '',
): Source {
  const days = { from: dayNumber(from), until: dayNumber(until) };
  return { channel, campaign, ...days, weight, quality, costPerCustomer, coupon };
}
