import type { Snapshot } from '../snapshots/snapshot.ts';
import type { CustomerKey } from './customer-key.ts';
import type { CustomerRow } from './customer-row.ts';
import type { CustomerFilter } from './filter.ts';

/** Personal data of a customer: only roles that may see it get past the resolver. */
export interface Profile {
  readonly customerKey: CustomerKey;
  readonly email: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly country: string | null;
  readonly referredBy: CustomerKey | null;
}

/** What one source said of a customer at one time. */
export interface ProfileVersion extends Profile {
  /** Compares as text: the greater one is newer. */
  readonly version: string;
  readonly run: string;
}

/** Which rows of a ranking a page wants. */
export interface PageRequest {
  readonly orderBy: string;
  readonly direction: 'ASC' | 'DESC';
  readonly filter: CustomerFilter | undefined;
  /** Rows strictly after this position in reading direction; undefined starts at the top. */
  readonly after: number | undefined;
  /** Rows strictly before this position; undefined ends at the bottom. */
  readonly before: number | undefined;
  /** How many matching rows to return, counted from the start, or from the end when `fromEnd`. */
  readonly limit: number;
  readonly fromEnd: boolean;
}

/** A run of rows of a ranking; `positions` count in reading direction from 0 and never change in a snapshot. */
export interface Page {
  readonly rows: readonly CustomerRow[];
  readonly positions: readonly number[];
  /** Whether matching rows follow (precede) the page within the bounds `after` and `before`. */
  readonly hasMore: boolean;
}

/** Where customers are kept. Results line up with the keys; an unknown key gives undefined. */
export interface CustomerStore {
  rows(
    snapshot: Snapshot,
    customers: readonly CustomerKey[],
  ): Promise<readonly (CustomerRow | undefined)[]>;
  /** One page of the snapshot's customers in the order of a ranking. */
  page(snapshot: Snapshot, request: PageRequest): Promise<Page>;
  /** Customers of the snapshot that match. */
  count(snapshot: Snapshot, filter: CustomerFilter | undefined): Promise<number>;
  /**
   * What is known of people, each given by all of their keys, their own first: of every field the newest value, of the
   * snapshot or newer than it (`newestProfile`). Nobody is known by no key.
   */
  profiles(
    snapshot: Snapshot | undefined,
    people: readonly (readonly CustomerKey[])[],
  ): Promise<readonly (Profile | undefined)[]>;
  /** Makes two customers one, from the next question on: `from` goes by `into`. Repeating it changes nothing. */
  merge(merge: { readonly from: CustomerKey; readonly into: CustomerKey }): Promise<void>;
  /**
   * Erases whatever any store holds under these keys, all of one customer: at once where it is found by key, with the next
   * refresh in the lake. Gives the instant: what they order later counts again. Repeating it is fine.
   */
  erase(customers: readonly CustomerKey[]): Promise<string>;
  /** When each was erased; undefined for nearly everybody. */
  erasures(customers: readonly CustomerKey[]): Promise<readonly (string | undefined)[]>;
  /** Customers by the keyed hash of their normalised e-mail address, see `Context.identityHash`. */
  byEmailHash(
    snapshot: Snapshot | undefined,
    hashes: readonly string[],
  ): Promise<readonly (CustomerKey | undefined)[]>;
}
