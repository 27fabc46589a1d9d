import { lapseWindow } from '../../../graph/actions/lapse-signals.ts';
import { builtInSegments, rfmGroupKeys } from '../../../graph/segments/built-in.ts';
import { type SegmentDefinition, segmentName } from '../../../graph/segments/definition.ts';
import type { FormerSnapshot } from '../../../graph/snapshots/snapshot.ts';
import { literal } from '../../engines/duckdb/database.ts';
import { acquisitionFit } from '../../engines/sql/acquisition-fit.ts';
import { duckdbDialect } from '../../engines/sql/dialect.ts';
import { lapseSignals } from '../../engines/sql/lapse-signals.ts';
import { movement, segmentMembers } from '../../engines/sql/movement.ts';
import { orderValuePeers } from '../../engines/sql/order-value-peers.ts';
import { productPairs } from '../../engines/sql/product-pairs.ts';
import { snapshotFiles, snapshotPrefix } from '../../layout.ts';
import type { CompactedLake } from './compact.ts';
import type { Manifest } from './manifest.ts';
import { namesTable } from './merged-names.ts';
import { parquetRelation } from './parquet.ts';
import type { Workspace } from './workspace.ts';

export interface ActionOptions {
  readonly snapshot: string;
  readonly lake: CompactedLake;
  /** Null before the first order. */
  readonly firstDay: string | null;
  readonly asOfDay: string;
  readonly segments: readonly SegmentDefinition[];
  readonly former: Manifest | undefined;
}

const { actions: files } = snapshotFiles;

/** Rows of a row group of the files that hold a run of rows for each name. */
const rowGroupRows = 16_384;

/**
 * Writes what actions are advised from, out of the tables `customers`, `purchases` and `memberships`. Gives the
 * snapshot that movement is measured from, null without one.
 */
export async function adviseActions(
  workspace: Workspace,
  options: ActionOptions,
): Promise<FormerSnapshot | null> {
  const { snapshot, lake, firstDay, asOfDay } = options;
  const prefix = snapshotPrefix(snapshot);
  const lines = duckdbDialect.lines(lake.orders);
  const relations = { customers: 'customers', memberships: 'memberships' };
  const queries = [
    [files.peers, orderValuePeers(relations, rfmGroupNames)],
    [files.pairs, productPairs({ lines, asOfDay })],
    [files.fit, acquisitionFit('customers', 'purchases')],
    [files.members, segmentMembers('memberships')],
  ] as const;
  const objects = queries.map(([file, query]) => ({ key: prefix + file, query, rowGroupRows }));
  const window = lapseWindow(firstDay, asOfDay);
  const signals = window && {
    key: prefix + files.signals,
    query: lapseSignals({ orders: lake.orders, lines }, window),
  };
  await workspace.publishAway([...(signals ? [signals] : []), ...objects]);
  return writeMovement(workspace, options);
}

const rfmGroupNames = builtInSegments
  .filter(({ key }) => rfmGroupKeys.includes(key))
  .map((segment) => literal(segmentName(segment)));

async function writeMovement(
  workspace: Workspace,
  { snapshot, segments, former }: ActionOptions,
): Promise<FormerSnapshot | null> {
  const formerKey = former && snapshotPrefix(former.id) + files.members;
  if (!former?.files.some(({ key }) => key === formerKey) || formerKey === undefined) {
    return null;
  }
  const names = segments.map(segmentName).filter((name) => former.segments.includes(name));
  const fetched = await workspace.fetch([formerKey]);
  const query = movement({
    memberships: 'memberships',
    former: underPresentNames(parquetRelation(fetched, memberColumns)),
    customers: 'customers',
    segments: names.map(literal),
  });
  const key = snapshotPrefix(snapshot) + files.movement;
  await workspace.publishAway([{ key, query, rowGroupRows }]);
  await workspace.discard(fetched);
  return { id: former.id, asOfDay: former.asOfDay, segments: names };
}

const memberColumns = { population: 'VARCHAR', customer_key: 'VARCHAR' } as const;

/** Whoever was merged into another since was in that one's segments. */
function underPresentNames(members: string): string {
  return `(
    SELECT DISTINCT members.population, coalesce(names.name, members.customer_key) AS customer_key
    FROM ${members} AS members
    LEFT JOIN ${namesTable} AS names ON names.customer_key = members.customer_key)`;
}
