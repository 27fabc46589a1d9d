/** An order as a delta has it. */
export interface ConsumedRow {
  readonly customerKey: string;
  /** `source/order id`. */
  readonly orderKey: string;
  readonly version: string;
}

/** The table's items about what no snapshot holds yet, as far as a refresh clears them away. */
export interface Recents {
  /**
   * Forgets orders of a run that the served snapshot holds, and the profiles that came with them. Called
   * in batches, and again after a crash: forgetting twice is fine, and an item that a later run has replaced stays.
   */
  forget(run: string, orders: readonly ConsumedRow[]): Promise<void>;
}
