import type { JS } from '@duckdb/node-api';
import { newestProfile } from '../../../graph/customers/newest-profile.ts';
import type { Profile } from '../../../graph/customers/store.ts';
import { profileVersion } from '../../../lambda/stores/s3/customer-fields.ts';

/** What readers make of a snapshot's rows of profiles, by customer key. */
export function newestProfiles(rows: readonly Record<string, JS>[]): (Profile | undefined)[] {
  const byCustomer = Map.groupBy(rows, ({ customer_key: key }) => String(key));
  return [...byCustomer]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, own]) => newestProfile([key], own.map(bytesOf).map(profileVersion)));
}

/** Readers get texts as the bytes that a Parquet file holds. */
function bytesOf(row: Record<string, JS>): Record<string, Uint8Array | null> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value === null ? null : Buffer.from(String(value)),
    ]),
  );
}
