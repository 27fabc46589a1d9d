import type { Aliases } from '../aliases.ts';

/** What exports in a language call the columns of orders, as their headers write them; case, accents and separators do not matter. */
export interface Language {
  readonly fields: Aliases;
  /** What was paid, but not whether for an order or for one line of it. */
  readonly vagueAmounts: readonly string[];
  /** The price of one of a product, or all that was paid where there is no quantity. */
  readonly prices: readonly string[];
}
