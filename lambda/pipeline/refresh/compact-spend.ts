import { latestSpend } from '../../engines/sql/latest-spend.ts';
import { spendColumns } from '../../lake/schema.ts';
import { baseKey } from '../../layout.ts';
import type { Inputs } from './compact.ts';
import { parquetRelation } from './parquet.ts';
import type { Workspace } from './workspace.ts';

/** Spend is by day and campaign, not by customer: one object holds it. Gives the relation of its rows. */
export async function compactSpend(
  workspace: Workspace,
  { base, deltas }: Inputs,
  snapshot: string,
): Promise<string> {
  const versions = parquetRelation([...base, ...deltas], spendColumns);
  const query = `${latestSpend(versions)} ORDER BY day, channel, campaign, kind, source`;
  const files = await workspace.publish([{ key: baseKey('spend', snapshot, 0), query }]);
  return parquetRelation(files, spendColumns);
}
