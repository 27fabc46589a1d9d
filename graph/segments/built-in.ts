import type { CustomerFilter } from '../customers/filter.ts';
import type { SegmentDefinition } from './definition.ts';

/**
 * Names for every pair of RFM quintiles of recency and frequency, after the map that marketers commonly use: each buyer is
 * in exactly one. Quintiles are written as [lowest, highest].
 */
const rfmGroups: readonly RfmGroup[] = [
  ['champions', 'Champions', [[5, 5, 4, 5]]],
  ['loyal', 'Loyal', [[3, 4, 4, 5]]],
  ['potential-loyalists', 'Potential loyalists', [[4, 5, 2, 3]]],
  ['new-customers', 'New customers', [[5, 5, 1, 1]]],
  ['promising', 'Promising', [[4, 4, 1, 1]]],
  ['need-attention', 'Need attention', [[3, 3, 3, 3]]],
  ['about-to-sleep', 'About to sleep', [[3, 3, 1, 2]]],
  ['at-risk', 'At risk', [[1, 2, 3, 4]]],
  ['cannot-lose', 'Cannot lose them', [[1, 2, 5, 5]]],
  [
    'hibernating',
    'Hibernating',
    [
      [2, 2, 1, 2],
      [1, 1, 2, 2],
    ],
  ],
  ['lost', 'Lost', [[1, 1, 1, 1]]],
];

/** Keys of the named RFM groups: each buyer is in exactly one of these segments. */
export const rfmGroupKeys: readonly string[] = rfmGroups.map(([key]) => key);

type RfmGroup = readonly [
  key: string,
  label: string,
  /** Recency from, to; frequency from, to. */
  squares: readonly (readonly [number, number, number, number])[],
];

/** Where buyers stand by their behaviour; these overlap. */
const lifecycle: readonly Rule[] = [
  ['new', 'New: first order in the last 30 days', { daysSinceFirstOrder: { lt: 31 } }],
  ['active', 'Active: probably alive', { probabilityAlive: { gte: 0.5 } }],
  [
    'slipping',
    'Slipping: repeat buyers who are more likely lost than not',
    { orders: { gte: 2 }, probabilityAlive: { gte: 0.2, lt: 0.5 } },
  ],
  ['lapsed', 'Lapsed: almost certainly lost', { probabilityAlive: { lt: 0.2 } }],
  ['one-time', 'One-time buyers', { orders: { gte: 1, lt: 2 } }],
  ['vip', 'VIP: the most valuable five per cent', { valuePercentile: { gte: 95 } }],
];

/** Tenths of the customers by total value, 10 the most valuable. */
const tiers: readonly Rule[] = [
  ['tier-platinum', 'Platinum: the most valuable tenth', { valueDecile: { gte: 10 } }],
  ['tier-gold', 'Gold: the next fifth', { valueDecile: { gte: 8, lt: 10 } }],
  ['tier-silver', 'Silver: the next three tenths', { valueDecile: { gte: 5, lt: 8 } }],
  ['tier-bronze', 'Bronze: the other four tenths', { valueDecile: { lt: 5 } }],
];

type Rule = readonly [key: string, label: string, filter: CustomerFilter];

/** Segments that every shop has. */
export const builtInSegments: readonly SegmentDefinition[] = [
  ...rfmGroups.map(([key, label, squares]): Rule => [key, label, rfmFilter(squares)]),
  ...lifecycle,
  ...tiers,
  ...Array.from(
    { length: 10 },
    (_, index): Rule => [
      `value-decile-${index + 1}`,
      `Value decile ${index + 1} of 10`,
      { valueDecile: { gte: index + 1, lt: index + 2 } },
    ],
  ),
].map(([key, label, filter]) => ({ key, label, filter, isBuiltIn: true }));

function rfmFilter(squares: RfmGroup[2]): CustomerFilter {
  const filters = squares.map(([fromRecency, toRecency, fromFrequency, toFrequency]) => ({
    rfmRecency: { gte: fromRecency, lt: toRecency + 1 },
    rfmFrequency: { gte: fromFrequency, lt: toFrequency + 1 },
  }));
  const [only, ...others] = filters;
  return only && others.length === 0 ? only : { or: filters };
}
