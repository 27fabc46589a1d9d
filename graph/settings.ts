/** What a shop decides once; a snapshot records the settings it was computed with. */
export interface Settings {
  /** ISO 4217 code all amounts are reported in. */
  readonly currency: string;
  /** IANA name of the zone whose calendar days the shop counts in. */
  readonly timeZone: string;
  /** Share of net revenue left after cost of goods, for orders that do not say their cost. */
  readonly margin: number;
  /** Share of net revenue that payment, fulfilment and the like take; only the basis CONTRIBUTION subtracts it. */
  readonly variableCost: number;
  /**
   * How the shop's files write 01/02/2024 where nothing in a file proves it. YEAR_FIRST says that they
   * write 2024-02-01: such a row is refused. Undefined refuses the row, or a file of little else.
   */
  readonly dateOrder?: 'DAY_FIRST' | 'MONTH_FIRST' | 'YEAR_FIRST';
  /** Last day of observation, YYYY-MM-DD; undefined means the day of the last order. */
  readonly asOf?: string;
  /** True: the order models as the papers have them, without season and covariates; these are tried otherwise. */
  readonly plainModels?: boolean;
}

/** Margin 0.3 is the assumption of Fader, Hardie & Lee (2005), "RFM and CLV", p. 426. */
export const defaultSettings: Settings = {
  currency: 'USD',
  timeZone: 'UTC',
  margin: 0.3,
  variableCost: 0,
};
