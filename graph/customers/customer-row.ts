import type { CustomerKey } from './customer-key.ts';

/** A customer as the snapshot knows them: the row of `customerColumns`, no personal data. */
export interface CustomerRow {
  readonly customerKey: CustomerKey;
  /** Place by key among the snapshot's customers, from 0: what its files of purchases name them by. */
  readonly number: number;
  readonly country: string | null;
  readonly channel: string | null;
  readonly campaign: string | null;
  /** First line of the first valid order; null where it has none. */
  readonly firstProduct: string | null;
  readonly referredBy: CustomerKey | null;
  readonly referrals: number;
  readonly orders: number;
  readonly excludedOrders: number;
  /** Decimal texts. */
  readonly revenue: string;
  readonly refunds: string;
  readonly grossMargin: string;
  readonly firstOrderAt: string | null;
  readonly lastOrderAt: string | null;
  readonly firstDay: string | null;
  readonly frequency: number;
  readonly recencyDays: number;
  readonly ageDays: number;
  /** Decimal text. */
  readonly repeatSpend: string;
  /** Whose parameters hold for them under the covariates of the snapshot's model; 0 for the baseline. */
  readonly stratum: number;
  readonly rfm: {
    readonly recency: number;
    readonly frequency: number;
    readonly monetary: number;
  } | null;
  readonly probabilityAlive: number | null;
  readonly expectedOrders: number | null;
  readonly predictedValue: number | null;
  readonly totalValue: number | null;
  /** As predictedValue, over the whole remaining life. */
  readonly residualValue: number | null;
  /** What silence has taken from it; null unless they are slipping, see graph/actions/at-risk.ts. */
  readonly valueAtRisk: number | null;
  /** Day by which it is an even bet that the next order has come; null where that is not soon. */
  readonly expectedNextOrder: string | null;
  readonly valuePercentile: number | null;
  readonly loyaltyRank: number | null;
}
