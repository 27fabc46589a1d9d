import { normalQuantile } from '../math/normal-quantile.ts';

/** Ages, in days, at which customers are compared; the day of the first order is the first. */
export const fitAges = [30, 90, 180, 365] as const;

/** What the customers of a group brought by an age, of those observed that long. */
export interface FitCounts {
  readonly name: string;
  readonly age: number;
  readonly customers: number;
  /** Gross margin a customer. */
  readonly mean: number;
  /** Sample variance between its customers; null of one. */
  readonly variance: number | null;
}

export interface FitGroup extends FitCounts {
  /** The mean drawn towards that of all groups, the more the fewer customers stand behind it. */
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** Share of the group's own mean in `expected`, 0 to 1. */
  readonly weight: number;
}

/**
 * Groups by what the next customer of each is to be expected to bring, greatest first.
 *
 * A small group's mean is mostly chance, so each is shrunk: a group's true mean is taken as normal around the mean of groups μ with
 * variance τ², its observed mean as normal around the true one with variance s² ÷ n, s² the pooled variance within groups. Then
 * weight = τ² ÷ (τ² + s²÷n) and expected = weight × mean + (1 − weight) × μ, with variance weight × s² ÷ n.
 * τ² is the moment estimate of DerSimonian & Laird (1986), 0 where groups differ by no more than chance.
 */
export function fitGroups(counts: readonly FitCounts[], level: number): FitGroup[] {
  const within = pooledVariance(counts);
  if (within === null) {
    return [];
  }
  const between = within > 0 ? betweenVariance(counts, within) : Number.POSITIVE_INFINITY;
  const weightOf = ({ customers }: FitCounts) =>
    within > 0 ? between / (between + within / customers) : 1;
  const precision = ({ customers }: FitCounts) => 1 / (between + within / customers);
  const centre = within > 0 ? weightedMean(counts, precision) : 0;
  const z = normalQuantile((1 + level) / 2);
  return counts
    .map((group) => {
      const weight = weightOf(group);
      const expected = weight * group.mean + (1 - weight) * centre;
      const error = Math.sqrt((weight * within) / group.customers);
      return { ...group, weight, expected, low: expected - z * error, high: expected + z * error };
    })
    .toSorted((a, b) => b.expected - a.expected || (a.name < b.name ? -1 : 1));
}

/** Σ (n − 1) s² ÷ Σ (n − 1); null where every group is of one. */
function pooledVariance(counts: readonly FitCounts[]): number | null {
  const freedom = counts.reduce((sum, { customers }) => sum + customers - 1, 0);
  const squares = counts.reduce(
    (sum, { customers, variance }) => sum + (customers - 1) * (variance ?? 0),
    0,
  );
  return freedom === 0 ? null : squares / freedom;
}

/** (Q − (k − 1)) ÷ (Σw − Σw² ÷ Σw) with w = n ÷ s² and Q = Σ w (mean − weighted mean)², at least 0. */
function betweenVariance(counts: readonly FitCounts[], within: number): number {
  const weights = counts.map(({ customers }) => customers / within);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const centre = weightedMean(counts, ({ customers }) => customers);
  const q = counts.reduce(
    (sum, { mean }, index) => sum + (weights[index] ?? 0) * (mean - centre) ** 2,
    0,
  );
  const scale = total - weights.reduce((sum, weight) => sum + weight ** 2, 0) / total;
  return scale > 0 ? Math.max(0, (q - (counts.length - 1)) / scale) : 0;
}

function weightedMean(
  counts: readonly FitCounts[],
  weightOf: (group: FitCounts) => number,
): number {
  const total = counts.reduce((sum, group) => sum + weightOf(group), 0);
  return counts.reduce((sum, group) => sum + weightOf(group) * group.mean, 0) / total;
}
