import type { Context } from '../context.ts';
import { clientError } from '../errors.ts';
import { findIndexed } from '../populations/indexed.ts';
import { businessKey, type Population } from '../populations/population.ts';
import { type NameRange, onlyName } from '../populations/population-name.ts';
import type { FigureFormula } from '../value/formulas.ts';
import { checkLevel } from '../value/terms.ts';
import { type FitCounts, type FitGroup, fitAges, fitGroups } from './acquisition-fit.ts';

type AcquisitionSource = 'CHANNEL' | 'CAMPAIGN' | 'COUNTRY' | 'FIRST_PRODUCT';

export interface FitRequest {
  readonly by: AcquisitionSource;
  readonly ageDays: number;
  readonly first: number;
  readonly level: number;
}

/** What stands behind AcquisitionFitGroup; without `fit` no group has two customers. */
export interface FitGroupView {
  readonly by: AcquisitionSource;
  readonly key: string;
  readonly counts: FitCounts;
  readonly fit: FitGroup | null;
  /** Mean of all customers. */
  readonly usual: number;
  readonly currency: string;
}

/** What stands behind AcquisitionFit. */
export interface FitView {
  readonly by: AcquisitionSource;
  readonly ageDays: number;
  readonly all: FitCounts;
  readonly groups: readonly FitGroupView[];
  readonly currency: string;
}

export const fitFormulas: readonly FigureFormula[] = [
  {
    figure: 'mean',
    formula:
      'Σ gross margin of orders less than ageDays after the day of the customer’s first order ÷ customers, of those observed that long.',
  },
  {
    figure: 'expected, weight',
    formula:
      'weight × mean + (1 − weight) × μ with weight = τ² ÷ (τ² + s² ÷ customers): s² the pooled variance within groups, τ² the variance between groups (DerSimonian and Laird), μ the mean of groups weighted by 1 ÷ (τ² + s² ÷ customers).',
  },
  {
    figure: 'low, high',
    formula: 'expected ∓ z √(weight × s² ÷ customers), z the normal quantile of (1 + level)/2.',
  },
  { figure: 'index', formula: '100 × expected ÷ mean of all customers.' },
];

const mostGroups = 100;

/** Null where nobody has been observed so long, or before there is a snapshot. */
export async function readFit(request: FitRequest, context: Context): Promise<FitView | null> {
  const { by, ageDays, first, level } = request;
  check(request);
  const snapshot = await context.snapshot();
  if (!snapshot) {
    return null;
  }
  const { actions } = context.stores;
  const [groups, everybody] = await Promise.all([
    actions.fit(snapshot, rangeOf(by)),
    actions.fit(snapshot, onlyName('BUSINESS', businessKey)),
  ]);
  const ofAge = (counts: readonly FitCounts[]) => counts.filter(({ age }) => age === ageDays);
  const [all] = ofAge(everybody);
  if (!all) {
    return null;
  }
  const { currency } = snapshot.settings;
  const counted = ofAge(groups);
  const fitted = fitGroups(counted, level);
  const shown = fitted.length > 0 ? fitted : counted;
  return {
    by,
    ageDays,
    all,
    currency,
    groups: shown.slice(0, first).map((counts) => ({
      by,
      key: counts.name.slice(by.length + 1),
      counts,
      fit: 'weight' in counts ? (counts as FitGroup) : null,
      usual: all.mean,
      currency,
    })),
  };
}

/** The channel, campaign or country itself; buyers by first product are no population. */
export async function populationOfGroup(
  { by, key }: FitGroupView,
  context: Context,
): Promise<Population | null> {
  return by === 'FIRST_PRODUCT' ? null : findIndexed(by, key, context);
}

function check({ ageDays, first, level }: FitRequest): void {
  checkLevel(level);
  if (!fitAges.some((age) => age === ageDays)) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected ageDays to be one of ${fitAges.join(', ')}, got ${ageDays}.`,
    );
  }
  if (first < 1 || first > mostGroups) {
    throw clientError('BAD_USER_INPUT', `Expected first from 1 to ${mostGroups}, got ${first}.`);
  }
}

/** All names of a source: `;` follows `:`. */
function rangeOf(by: AcquisitionSource): NameRange {
  return { from: `${by}:`, to: `${by};` };
}
