import type Big from 'big.js';
import { clientError } from '../errors.ts';
import { type Money, money } from '../money.ts';
import { cumulativePoints } from '../retention/cumulative-value.ts';
import { pointsAt } from '../retention/curve-days.ts';
import { type CurvePoint, valueCurve } from '../retention/value-curve.ts';
import { basisWeights } from '../retention/weights.ts';
import { type Definition, define } from '../value/definition.ts';
import { acquisitionFormulas, cacFormula } from '../value/formulas.ts';
import type { Acquisition } from './acquisition.ts';
import { type Payback, paybackOf } from './payback.ts';

/** An amount of an acquisition as the graph shows it. */
export function amount(
  { settings }: Pick<Acquisition, 'settings'>,
  value: Big | number | null | undefined,
): Money | null {
  return value === null || value === undefined ? null : money(value, settings.currency);
}

/** The most a customer may cost for value ÷ cost to be the target. */
export async function affordable(source: Acquisition, targetRatio: number): Promise<Money | null> {
  if (!(targetRatio > 0)) {
    throw clientError('BAD_USER_INPUT', `Expected targetRatio above 0, got ${targetRatio}.`);
  }
  const value = await source.value();
  return amount(source, value === null ? null : value / targetRatio);
}

/** When contribution had earned back the cost; null without either. */
export async function paybackIn(source: Acquisition): Promise<Payback | null> {
  return source.cac && paybackOf(await contributionCurve(source), Number(source.cac));
}

/** The curve that `paybackIn` looks along, on some days. */
export async function paybackPoints(
  source: Acquisition,
  days: readonly number[] | null | undefined,
) {
  const points = pointsAt(await contributionCurve(source), days);
  return cumulativePoints(points, source.settings.currency);
}

/** What the first purchase day alone earned back; null without customers. */
export async function firstOrderPayback(source: Acquisition) {
  const { cac, settings } = source;
  const [first] = await contributionCurve(source);
  return first
    ? {
        contribution: money(first.perCustomer, settings.currency),
        ratio: cac && first.perCustomer / Number(cac),
        isReached: cac && first.perCustomer >= Number(cac),
      }
    : null;
}

export function definitionOf({ population, terms, settings, cost }: Acquisition): Definition {
  const { snapshot } = population;
  return define({
    formula: cacFormula,
    formulas: acquisitionFormulas,
    ...{ terms, settings, snapshot },
    customers: cost?.acquired ?? 0,
    asOfDay: terms.asOfDay ?? snapshot?.asOfDay ?? '',
    cells: 'DAY',
  });
}

/** Payback is about contribution, whatever basis value is counted on. */
async function contributionCurve(source: Acquisition): Promise<CurvePoint[]> {
  const { population, settings } = source;
  const lives = await source.lives();
  const weights = basisWeights('CONTRIBUTION', settings.variableCost);
  return lives && population.snapshot
    ? valueCurve(lives, population.snapshot.asOfDay, weights)
    : [];
}
