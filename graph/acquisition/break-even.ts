/** How long keeping a customer pays; see acquisition.graphql. */
export interface BreakEven {
  /** Years until the service has cost what is left of the value; null when `reason` says why. */
  readonly years: number | null;
  /** Whole years before that; null when there is no end. */
  readonly keepAtMostYears: number | null;
  readonly reason: 'NO_COST' | 'NO_VALUE' | 'BELOW_ACQUISITION_COST' | 'UNBOUNDED' | null;
}

/** With value V, acquisition cost A and service cost s a year, keeping the customer pays until (V − A) ÷ s years. */
export function breakEven(
  value: number | null,
  acquisitionCost: number | null,
  annualServiceCost: number,
): BreakEven {
  if (value === null || acquisitionCost === null) {
    const reason = value === null ? 'NO_VALUE' : 'NO_COST';
    return { years: null, keepAtMostYears: null, reason };
  }
  if (value < acquisitionCost) {
    return { years: null, keepAtMostYears: 0, reason: 'BELOW_ACQUISITION_COST' };
  }
  if (annualServiceCost === 0) {
    return { years: null, keepAtMostYears: null, reason: 'UNBOUNDED' };
  }
  const years = (value - acquisitionCost) / annualServiceCost;
  // In the year that ends at break-even the last of the value is spent.
  return { years, keepAtMostYears: Math.max(Math.ceil(years) - 1, 0), reason: null };
}
