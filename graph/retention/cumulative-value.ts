import { acquisitionField } from '../acquisition/acquisition-field.ts';
import type { CacKind } from '../acquisition/cac.ts';
import type { Context } from '../context.ts';
import { type Money, money } from '../money.ts';
import type { Population } from '../populations/population.ts';
import { cumulativeFormulas } from '../value/formulas.ts';
import type { ValueBasis } from '../value/terms.ts';
import { pointsAt } from './curve-days.ts';
import { observedLives } from './population-lives.ts';
import { type CurvePoint, valueCurve } from './value-curve.ts';
import { basisWeights } from './weights.ts';

interface CumulativeArguments {
  readonly basis: ValueBasis;
  readonly days?: readonly number[] | null | undefined;
  readonly kind: CacKind;
}

/** `Population.cumulativeValue`. */
export async function cumulativeValueField(
  population: Population,
  { basis, days, kind }: CumulativeArguments,
  context: Context,
) {
  const { currency, variableCost } = population.snapshot?.settings ?? context.settings;
  const { lives, asOfDay, isLeftTruncated } = await observedLives(population, 0, context);
  const curve = valueCurve(lives, asOfDay, basisWeights(basis, variableCost));
  const { cac, reason } = await acquisitionField(population, { kind, burnInDays: 0 }, context);
  return {
    basis,
    points: cumulativePoints(pointsAt(curve, days), currency),
    isLeftTruncated,
    matureDays: curve.findLast(({ isMature }) => isMature)?.day ?? null,
    cac: cac && money(cac, currency),
    cacReason: reason,
    formulas: cumulativeFormulas,
  };
}

/** Points as the graph shows them. */
export function cumulativePoints(
  points: readonly CurvePoint[],
  currency: string,
): (Omit<CurvePoint, 'perCustomer'> & { readonly perCustomer: Money })[] {
  return points.map((point) => ({ ...point, perCustomer: money(point.perCustomer, currency) }));
}
