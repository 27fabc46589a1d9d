import type { ImportReport, Reject } from '../imports/import.ts';

/** What a source spent on a day by a channel, campaign and kind, in the reporting currency. */
export interface SpendEntry {
  readonly source: string;
  readonly day: string;
  readonly channel: string | null;
  readonly campaign: string | null;
  readonly kind: 'ADS' | 'OTHER';
  /** Decimal text of at most four places. */
  readonly amount: string;
}

/** Where spend is accepted. */
export interface SpendStore {
  /**
   * Accepts entries, each replacing what the same source said of the same day, channel, campaign and kind. They are in
   * the lake when it returns, and in figures with the next refresh. The report counts those that were `refused`
   * before too, by their place in the call from 1.
   */
  record(entries: readonly SpendEntry[], refused: readonly Reject[]): Promise<ImportReport>;
}
