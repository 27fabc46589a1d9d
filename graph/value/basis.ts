import Big from 'big.js';
import type { Settings } from '../settings.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { ValueBasis } from './terms.ts';

/** Share of expected revenue that a basis counts. */
export function basisRate(
  basis: ValueBasis,
  snapshot: Snapshot | undefined,
  settings: Settings,
): number {
  const margin = snapshot?.marginRate ?? settings.margin;
  const variableCost = snapshot?.settings.variableCost ?? settings.variableCost;
  switch (basis) {
    case 'REVENUE':
      return 1;
    case 'GROSS_MARGIN':
      return margin;
    case 'CONTRIBUTION':
      return margin - variableCost;
  }
}

/** What past orders brought on a basis, exact. */
export function historicValue(
  basis: ValueBasis,
  { revenue, grossMargin }: { readonly revenue: Big; readonly grossMargin: Big },
  variableCost: number,
): Big {
  switch (basis) {
    case 'REVENUE':
      return revenue;
    case 'GROSS_MARGIN':
      return grossMargin;
    case 'CONTRIBUTION':
      return grossMargin.minus(revenue.times(new Big(variableCost)));
  }
}
