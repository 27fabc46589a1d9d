import type { ValueBasis } from '../value/terms.ts';
import type { BasisWeights } from './value-curve.ts';

/** What an order counts on a basis; `historicValue` in graph/value/basis.ts says the same of sums. */
export function basisWeights(basis: ValueBasis, variableCost: number): BasisWeights {
  switch (basis) {
    case 'REVENUE':
      return { revenue: 1, grossMargin: 0 };
    case 'GROSS_MARGIN':
      return { revenue: 0, grossMargin: 1 };
    case 'CONTRIBUTION':
      return { revenue: -variableCost, grossMargin: 1 };
  }
}
