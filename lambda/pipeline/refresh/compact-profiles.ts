import { contributingProfiles, latestProfiles } from '../../engines/sql/latest-profiles.ts';
import { profileColumns } from '../../lake/schema.ts';
import { baseKey } from '../../layout.ts';
import { customersOfBucket, eachBucket, formerBucket } from './buckets.ts';
import type { Inputs } from './compact.ts';
import { parquetRelation } from './parquet.ts';
import type { Workspace } from './workspace.ts';

/** Writes the profiles' base, and leaves one row a customer in the table whose name it gives. */
export async function compactProfiles(
  workspace: Workspace,
  { base, deltas }: Inputs,
  { snapshot, buckets }: { readonly snapshot: string; readonly buckets: number },
): Promise<string> {
  const files = await eachBucket(buckets, (bucket) => {
    const versions = parquetRelation([...formerBucket(base, bucket), ...deltas], profileColumns);
    return workspace.publish(
      baseKey('customers', snapshot, bucket),
      `${contributingProfiles(customersOfBucket(versions, bucket, buckets))}
       ORDER BY customer_key, version, run, source`,
    );
  });
  const table = 'profiles';
  await workspace.database.run(
    `CREATE TABLE ${table} AS ${latestProfiles(parquetRelation(files, profileColumns))}`,
  );
  await workspace.discard(files);
  return table;
}
