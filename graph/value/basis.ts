import Big from 'big.js';
import type { Settings } from '../settings.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { ValueBasis } from './terms.ts';

/** Shares are configured in six decimal places and observed in fewer digits than this. */
const sharePlaces = 12;

/** A quotient of sums as it is shown and used: in twelve significant digits, 0.3 and not 0.30000000000000004. */
export function shortRate(rate: number): number {
  return Number(rate.toPrecision(sharePlaces));
}

/** Where the margin of a snapshot comes from: with no cost known, the observed one is the configured one. */
export function marginSource(snapshot: Snapshot | undefined): 'OBSERVED' | 'CONFIGURED' {
  const difference = snapshot ? Math.abs(snapshot.marginRate - snapshot.settings.margin) : 0;
  return difference < 10 ** -sharePlaces ? 'CONFIGURED' : 'OBSERVED';
}

/** Share of net revenue left after cost of goods. */
export function marginOf(snapshot: Snapshot | undefined, settings: Settings): number {
  return snapshot ? shortRate(snapshot.marginRate) : settings.margin;
}

/** Share of expected revenue that a basis counts, with the margin changed by a share of itself. */
export function basisRate(
  basis: ValueBasis,
  snapshot: Snapshot | undefined,
  settings: Settings,
  marginChange = 0,
): number {
  const margin = marginOf(snapshot, settings) * (1 + marginChange);
  const variableCost = snapshot?.settings.variableCost ?? settings.variableCost;
  switch (basis) {
    case 'REVENUE':
      return 1;
    case 'GROSS_MARGIN':
      return margin;
    case 'CONTRIBUTION':
      // In decimals: 0.4 − 0.1 is 0.3, not 0.30000000000000004.
      return Number(new Big(margin).minus(variableCost).toFixed(sharePlaces));
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
