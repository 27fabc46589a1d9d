/** Where the shop delivers. */
export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly share: number;
  /** Adds to the quality of the source a customer comes from. */
  readonly quality: number;
  /** Value added tax in percent, on goods and shipping. */
  readonly taxPercent: number;
  /** Cents, without tax. */
  readonly shipping: number;
}

/** One German rate for the whole EU keeps the sums easy to check; Switzerland is an export. */
export const countries: readonly Country[] = [
  { code: 'DE', share: 0.7, quality: 0, taxPercent: 19, shipping: 490 },
  { code: 'AT', share: 0.12, quality: 0.2, taxPercent: 19, shipping: 890 },
  { code: 'CH', share: 0.06, quality: 0.6, taxPercent: 0, shipping: 1490 },
  { code: 'NL', share: 0.06, quality: -0.1, taxPercent: 19, shipping: 990 },
  { code: 'FR', share: 0.06, quality: -0.5, taxPercent: 19, shipping: 1090 },
];

/** Goods after discount from which shipping is free, cents without tax. */
export const freeShippingFrom = 6000;
