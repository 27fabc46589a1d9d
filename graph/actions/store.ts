import type { CustomerKey } from '../customers/customer-key.ts';
import type { NameRange } from '../populations/population-name.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { FitCounts } from './acquisition-fit.ts';
import type { SignalCounts } from './lapse-signals.ts';

/** Quartiles of a group's average order values, a customer's each. */
export interface PeerQuartiles {
  /** Members with a valid order. */
  readonly customers: number;
  readonly median: number;
  readonly upperQuartile: number;
}

/** Two products in one basket; counts are baskets. */
export interface ProductPair {
  /** Key of the other product. */
  readonly other: string;
  readonly together: number;
  readonly baskets: number;
  readonly otherBaskets: number;
  readonly allBaskets: number;
}

/** Which way somebody moved. */
export type Direction = 'ENTERED' | 'LEFT';

/** Which run of those who moved, by customer key, a page wants. */
interface MovedRequest {
  readonly direction: Direction;
  /** Name of the segment in the snapshot's files. */
  readonly segment: string;
  /** Position of the first, from 0. */
  readonly from: number;
  /** Position after the last. */
  readonly to: number;
}

/** What actions are advised from; lists line up with what was asked for. */
export interface ActionStore {
  /** Undefined for a group without a buyer. */
  peers(
    snapshot: Snapshot,
    names: readonly NameRange[],
  ): Promise<readonly (PeerQuartiles | undefined)[]>;
  /** Pairs of each product, the most frequent first. */
  pairs(
    snapshot: Snapshot,
    products: readonly string[],
  ): Promise<readonly (readonly ProductPair[])[]>;
  /** Of the groups with a name in the range, at every age. */
  fit(snapshot: Snapshot, range: NameRange): Promise<readonly FitCounts[]>;
  /** Empty where too little was observed. */
  signals(snapshot: Snapshot): Promise<readonly SignalCounts[]>;
  moved(
    snapshot: Snapshot,
    request: MovedRequest,
  ): Promise<{ readonly customers: readonly CustomerKey[]; readonly total: number }>;
}
