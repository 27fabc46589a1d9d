import { clientError } from '../errors.ts';
import type { FigureFormula } from '../value/formulas.ts';

export const limitFormula: FigureFormula = {
  figure: 'total, mean',
  formula: 'Σ residual value (horizon without end) × uplift; mean: ÷ customers with a valid order.',
};

/** Refuses uplifts outside 0 to 1. */
export function checkUplift(uplift: number): void {
  if (!(uplift >= 0 && uplift <= 1)) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected uplift from 0 to 1 (0.1 makes customers a tenth likelier to stay), got ${uplift}.`,
    );
  }
}

/** What keeping is worth at most: what is still to come × how much likelier it comes. Never what has already come. */
export function spendLimit(residual: number, uplift: number): number {
  return residual * uplift;
}
