import type { LakeKind } from '../../layout.ts';
import { compactErasures, type Erasures } from './compact-erasures.ts';
import { compactMerges } from './compact-merges.ts';
import { compactOrders } from './compact-orders.ts';
import { compactProfiles } from './compact-profiles.ts';
import { compactSpend } from './compact-spend.ts';
import { countRows } from './parquet.ts';
import { ofKind, type Plan } from './plan.ts';
import type { Workspace } from './workspace.ts';

export interface CompactOptions {
  /** The snapshot that will rest on the new base. */
  readonly snapshot: string;
  /** Orders a bucket should hold. */
  readonly ordersPerBucket: number;
  readonly plan: Plan;
}

/** The lake as the new snapshot sees it, as relations for the next stages. */
export interface CompactedLake {
  readonly buckets: number;
  /** Files that the merges of customers are in: one, or none while there are no merges. */
  readonly mergeFiles: number;
  readonly erasures: Pick<Erasures, 'files' | 'newestAt' | 'areNew'>;
  /** One row an order. */
  readonly orders: string;
  /** One row a customer with a profile. */
  readonly profiles: string;
  /** One row a source, day, channel, campaign and kind. */
  readonly spend: string;
  /** Rows of each delta, by key. */
  readonly deltaRows: ReadonlyMap<string, number>;
}

/** Objects of one kind, fetched: the former base by bucket, and the deltas to be merged into it. */
export interface Inputs {
  readonly base: readonly string[];
  readonly deltas: readonly string[];
}

/** Merges the deltas into a new base: the latest version of everything, in buckets, sorted. */
export async function compact(
  workspace: Workspace,
  options: CompactOptions,
): Promise<CompactedLake> {
  const deltaRows = new Map<string, number>();
  const withInputs = async <T>(kind: LakeKind, work: (inputs: Inputs) => Promise<T>) => {
    const keys = ofKind(kind, options.plan.deltas).map(({ key }) => key);
    const deltas = await workspace.fetch(keys);
    const rows = await countRows(workspace.database, deltas);
    for (const [index, key] of keys.entries()) {
      deltaRows.set(key, rows[index] ?? 0);
    }
    const base = await workspace.fetch(options.plan.base[kind]);
    const result = await work({ base, deltas });
    await workspace.discard([...base, ...deltas]);
    return result;
  };
  const { snapshot } = options;
  const names = await withInputs('merges', (inputs) => compactMerges(workspace, inputs, snapshot));
  const erasures = await withInputs('erasures', (inputs) =>
    compactErasures(workspace, inputs, snapshot),
  );
  const { orders, buckets } = await withInputs('orders', (inputs) =>
    compactOrders(workspace, inputs, { ...options, names, erasures }),
  );
  await erasures.settle(orders);
  const profiles = await withInputs('customers', (inputs) =>
    compactProfiles(workspace, inputs, { snapshot, buckets, names, erasures }),
  );
  const spend = await withInputs('spend', (inputs) => compactSpend(workspace, inputs, snapshot));
  return { buckets, mergeFiles: names.files, erasures, orders, profiles, spend, deltaRows };
}
