import { parquetWriteBuffer } from 'hyparquet-writer';
import { profileColumns } from '../../lake/schema.ts';
import type { RecentProfile } from '../../stores/dynamo/recents.ts';

/** A lake delta of a few profiles, written without the engine like `orderDelta`. */
export function profileDelta(source: string, profiles: readonly RecentProfile[]): Uint8Array {
  const rows = profiles.map((profile) => rowOf(source, profile));
  const names = Object.keys(profileColumns) as (keyof typeof profileColumns)[];
  const buffer = parquetWriteBuffer({
    columnData: names.map((name) => ({
      name,
      data: rows.map((row) => row[name]),
      type: 'STRING',
      nullable: true,
    })),
  });
  return new Uint8Array(buffer);
}

type Row = Readonly<Record<keyof typeof profileColumns, string | null>>;

function rowOf(source: string, profile: RecentProfile): Row {
  return {
    customer_key: profile.customerKey,
    source,
    email: profile.email,
    email_hash: profile.emailHash,
    name: profile.name,
    phone: profile.phone,
    country: profile.country,
    referred_by: profile.referredBy,
    version: profile.version,
    run: profile.run,
  };
}
