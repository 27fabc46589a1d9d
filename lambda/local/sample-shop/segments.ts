import type { Category } from './catalog.ts';

/**
 * A kind of customer, with the true parameters its members are drawn from. A shop with a single
 * segment and no season follows one BG/NBD exactly, which is what a fit can be held against.
 */
export interface Segment {
  readonly name: string;
  /** Weight among the segments for a source of neutral quality. */
  readonly share: number;
  /** How the weight answers to quality: × exp(leaning × quality). */
  readonly leaning: number;
  /**
   * Purchase rates a week are gamma(r, alpha), dropout probabilities after a repeat purchase
   * beta(a, b), as in Fader, Hardie & Lee (2005).
   */
  readonly purchases: {
    readonly r: number;
    readonly alpha: number;
    readonly a: number;
    readonly b: number;
  };
  /**
   * Intended order values, in euros without tax, are gamma(p, ν) with ν gamma(q, v), as in Fader &
   * Hardie (2013): mean p v / (q − 1). A basket then comes as near to it as whole products allow.
   */
  readonly spend: { readonly p: number; readonly q: number; readonly v: number };
  /** Share of orders sent back, wholly or in part. */
  readonly refundShare: number;
  /** What the first product of a basket tends to be. */
  readonly tastes: Readonly<Record<Category, number>>;
}

export const sampleSegments: readonly Segment[] = [
  {
    name: 'enthusiast',
    share: 0.24,
    leaning: 1.1,
    purchases: { r: 1.6, alpha: 17, a: 0.6, b: 6 },
    spend: { p: 6, q: 4.2, v: 36 },
    refundShare: 0.03,
    tastes: { beans: 6, espresso: 4, tea: 0.5, brewing: 3, tableware: 0.5, treats: 0.4 },
  },
  {
    name: 'household',
    share: 0.46,
    leaning: 0,
    purchases: { r: 0.9, alpha: 20, a: 1, b: 3.5 },
    spend: { p: 6, q: 4, v: 27 },
    refundShare: 0.04,
    tastes: { beans: 4, espresso: 3, tea: 2, brewing: 1.2, tableware: 1.2, treats: 1.2 },
  },
  {
    name: 'bargain',
    share: 0.3,
    leaning: -1.1,
    purchases: { r: 0.35, alpha: 22, a: 1.4, b: 1.6 },
    spend: { p: 5, q: 4.5, v: 22 },
    refundShare: 0.09,
    tastes: { beans: 1.5, espresso: 1, tea: 1.5, brewing: 0.5, tableware: 3, treats: 4 },
  },
];
