import { contributingProfiles, latestProfiles } from '../../engines/sql/latest-profiles.ts';
import { profileColumns } from '../../lake/schema.ts';
import { baseKey, snapshotFiles, snapshotPrefix } from '../../layout.ts';
import { customersOfBucket, eachBucket, formerBucket } from './buckets.ts';
import type { Inputs } from './compact.ts';
import type { Erasures } from './compact-erasures.ts';
import { createRelocated, type MergedNames, underNewNames } from './merged-names.ts';
import { parquetRelation } from './parquet.ts';
import { splitByBucket } from './split-by-bucket.ts';
import type { Workspace } from './workspace.ts';

/**
 * Writes the profiles' base and the same rows for the snapshot, whose readers add what is newer or was merged since. Leaves one
 * row a customer in the table whose name it gives.
 */
export async function compactProfiles(
  workspace: Workspace,
  { base, deltas }: Inputs,
  {
    snapshot,
    buckets,
    names,
    erasures,
  }: {
    readonly snapshot: string;
    readonly buckets: number;
    readonly names: MergedNames;
    readonly erasures: Erasures;
  },
): Promise<string> {
  const renamed = {
    columns: profileColumns,
    renamed: ['customer_key', 'referred_by'],
    names,
  } as const;
  const relocated = await createRelocated(workspace, base, renamed);
  const arrived = underNewNames(
    erasures.profiles(parquetRelation(deltas, profileColumns), 'DELTA'),
    renamed,
  );
  const columns = Object.keys(profileColumns).join(', ');
  const incoming = await splitByBucket(workspace, arrived, {
    name: 'incoming-profiles',
    columns: profileColumns,
    buckets,
  });
  const objects = eachBucket(buckets, (bucket) => {
    const held = parquetRelation(formerBucket(base, bucket), profileColumns);
    const former = erasures.profiles(relocated.around(held), 'BASE');
    const own = customersOfBucket(former, bucket, buckets);
    const versions = `(SELECT ${columns} FROM ${own} AS former
      UNION ALL SELECT ${columns} FROM ${incoming.of(bucket)} AS incoming)`;
    return {
      key: baseKey('customers', snapshot, bucket),
      alsoKey: snapshotPrefix(snapshot) + snapshotFiles.profiles(bucket),
      query: `${contributingProfiles(versions)}
        ORDER BY customer_key, version, run, source`,
    };
  });
  const files = await workspace.publish(objects);
  await relocated.drop();
  await incoming.discard();
  const table = 'profiles';
  await workspace.database.run(
    `CREATE TABLE ${table} AS ${latestProfiles(parquetRelation(files, profileColumns))}`,
  );
  await workspace.discard(files);
  return table;
}
