import type Big from 'big.js';

/** Value a customer ÷ their cost; null without either, and for a cost that is not above 0. */
export function clvToCac(value: number | null, cac: Big | number | null): number | null {
  const cost = cac === null ? null : Number(cac);
  return value === null || cost === null || cost <= 0 ? null : value / cost;
}

/** What the spend returned beyond itself: clvToCac − 1. */
export function returnOnSpend(ratio: number | null): number | null {
  return ratio === null ? null : ratio - 1;
}
