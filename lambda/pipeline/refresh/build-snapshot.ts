import { type SegmentDefinition, segmentName } from '../../../graph/segments/definition.ts';
import { snapshotFiles, snapshotPrefix } from '../../layout.ts';
import { adviseActions } from './actions.ts';
import { type CompactedLake, compact } from './compact.ts';
import { fitCells } from './fit.ts';
import { type Manifest, manifestFormat } from './manifest.ts';
import type { RefreshOptions } from './options.ts';
import type { Plan } from './plan.ts';
import { rollUpPopulations } from './populations.ts';
import { rankAndRollUp } from './rank.ts';
import { retain } from './retention.ts';
import { score } from './score.ts';
import { summarise } from './summarise.ts';
import type { Workspace } from './workspace.ts';

/** A bucket's orders are sorted in memory, and a reader keeps a bucket's footer: some megabytes each. */
const usualOrdersPerBucket = 65_536;

export interface BuildOptions
  extends Pick<RefreshOptions, 'settings' | 'clock' | 'onProgress' | 'ordersPerBucket'> {
  readonly id: string;
  /** When the refresh began. */
  readonly startedAt: Date;
  readonly plan: Plan;
  readonly segments: readonly SegmentDefinition[];
  readonly former: Manifest | undefined;
}

/** Writes all files of a snapshot but its manifest, which is the result. */
export async function buildSnapshot(
  workspace: Workspace,
  options: BuildOptions,
): Promise<Manifest> {
  const { id, startedAt, plan, segments, settings, onProgress } = options;
  const { ordersPerBucket = usualOrdersPerBucket } = options;
  const { database } = workspace;
  onProgress?.('COMPACT');
  const lake = await compact(workspace, { snapshot: id, ordersPerBucket, plan });
  onProgress?.('SUMMARISE');
  const today = dayIn(settings.timeZone, startedAt);
  const observation = await summarise(workspace, lake, { settings, today });
  onProgress?.('FIT');
  const fitted = await fitCells(database, observation, settings);
  const { model, alternatives, calibration, cells } = fitted;
  await workspace.publishText(snapshotPrefix(id) + snapshotFiles.model, JSON.stringify(model));
  onProgress?.('SCORE');
  await score(database, { ...fitted, marginRate: observation.marginRate });
  onProgress?.('RANK');
  const { asOfDay } = observation;
  const rankings = await rankAndRollUp(workspace, { snapshot: id, lake, asOfDay });
  await rollUpPopulations(workspace, { snapshot: id, lake, asOfDay, segments });
  const { firstDay } = observation;
  const former = await adviseActions(workspace, {
    snapshot: id,
    lake,
    firstDay,
    asOfDay,
    segments,
    former: options.former,
  });
  const counts = {
    ...observation.counts,
    cells: cells.frequency.length,
    buckets: lake.buckets,
  };
  return {
    ...observation,
    ...bookkeeping(options, lake),
    format: manifestFormat,
    id,
    createdAt: startedAt.toISOString(),
    settings,
    counts,
    model,
    alternatives,
    calibration,
    rankings,
    segments: segments.map(segmentName),
    former,
    files: workspace.published,
    baseBuckets: {
      orders: lake.buckets,
      customers: lake.buckets,
      spend: 1,
      merges: lake.mergeFiles,
      erasures: lake.erasures.files,
    },
    erasedAt: lake.erasures.newestAt,
  };
}

/** What the next refreshes need to know; the pointer flips within moments of this. */
function bookkeeping(
  { id, plan, former, clock }: BuildOptions,
  { deltaRows, erasures }: Pick<CompactedLake, 'deltaRows' | 'erasures'>,
) {
  const now = clock();
  const publishedAt = now.toISOString();
  const added = plan.deltas.map((delta) => ({
    ...delta,
    rows: deltaRows.get(delta.key) ?? 0,
    publishedAt,
  }));
  return {
    publishedAt,
    consumed: [...plan.consumed, ...added],
    erasedSince: erasures.areNew ? { id, publishedAt } : (former?.erasedSince ?? null),
    retained: retain([...(former?.retained ?? []), { id, publishedAt }], now),
  };
}

/** Calendar day of an instant; Swedish writes it YYYY-MM-DD. */
function dayIn(timeZone: string, instant: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(instant);
}
