import type { CustomerRow } from './customer-row.ts';
import type { Summary } from './summary.ts';

/** What stands behind the GraphQL type PurchaseSummary. */
export interface SummaryView {
  readonly summary: Summary;
  readonly asOfDay: string;
  readonly currency: string;
  readonly rfm: CustomerRow['rfm'];
}
