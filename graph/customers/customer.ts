import type { CustomerKey } from './customer-key.ts';
import type { CustomerRow } from './customer-row.ts';

/** A customer on the way through the graph: their key, and their row where a list brought it along. */
export interface Customer {
  readonly key: CustomerKey;
  readonly row: CustomerRow | undefined;
}
