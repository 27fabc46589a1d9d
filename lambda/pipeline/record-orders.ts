import Big from 'big.js';
import type { Reject } from '../../graph/imports/import.ts';
import { type Order, orderKey } from '../../graph/orders/order.ts';
import type { OrderDraft, OrderOutcome, RecordedBatch } from '../../graph/orders/store.ts';
import type { Settings } from '../../graph/settings.ts';
import { deltaKey } from '../layout.ts';
import type { RecentsStore } from '../stores/dynamo/recents.ts';
import type { RunStore } from '../stores/dynamo/runs.ts';
import type { PublishedOrders } from '../stores/s3/published-orders.ts';
import { draftProblem } from './ingest/draft-problem.ts';
import { exclusionOf } from './ingest/exclusion.ts';
import { orderDelta } from './ingest/order-delta.ts';
import { orderVersion } from './ingest/order-version.ts';
import { profileDelta } from './ingest/profile-delta.ts';
import { begunReport, finishedReport } from './ingest/report.ts';
import { unknownStatusesOf } from './ingest/unknown-statuses.ts';
import { knownOrders } from './known-orders.ts';
import { liveProfiles } from './live-profiles.ts';
import { latestOf, outcomeOf } from './order-outcomes.ts';

export interface RecordDependencies {
  /** Writes an object of the data bucket. */
  readonly writeObject: (key: string, body: Uint8Array) => Promise<void>;
  readonly recents: Pick<RecentsStore, 'writeOrders' | 'writeProfiles' | 'ordersByKey'>;
  readonly published: PublishedOrders;
  readonly runs: Pick<RunStore, 'begin' | 'save'>;
  readonly settings: Settings;
  readonly clock: () => Date;
  /** A run id that was never used: `imp_` and 16 letters or digits. */
  readonly newRunId: () => string;
}

/**
 * Accepts live orders, as `OrderStore.record` promises: the lake first, then the recent items, so
 * that they are visible when it returns. A batch is a run of its own with a report of its own; a
 * row's `line` is its place in the batch, from 1. Versions that a later one is known of are not stored.
 */
export function orderRecorder(dependencies: RecordDependencies) {
  return (drafts: readonly OrderDraft[], refused: readonly Reject[] = []): Promise<RecordedBatch> =>
    record(dependencies, drafts, refused);
}

async function record(
  dependencies: RecordDependencies,
  drafts: readonly OrderDraft[],
  refusedBefore: readonly Reject[],
): Promise<RecordedBatch> {
  const { writeObject, recents, runs, settings, clock, newRunId } = dependencies;
  const startedAt = clock();
  const run = newRunId();
  const begun = await runs.begin(
    begunReport({
      id: run,
      fileName: 'ordersRecord',
      kind: 'orders',
      startedAt: startedAt.toISOString(),
    }),
  );
  const problems = drafts.map((draft) => draftProblem(draft, startedAt));
  const rejects = rejectsOf(problems, refusedBefore);
  const context = { currency: settings.currency, run, eventTime: startedAt.toISOString() };
  const rows = drafts.map((draft, index) =>
    problems[index] ? undefined : orderOf(draft, context),
  );
  const good = rows.filter((order) => order !== undefined);
  const latest = latestOf(good);
  const known = await knownOrders(dependencies, [...latest].map(orderKey));
  const outcomes = rows.map((order): OrderOutcome => {
    if (!order) {
      return 'REFUSED';
    }
    return latest.has(order) ? outcomeOf(order, known.latest.get(orderKey(order))) : 'SUPERSEDED';
  });
  const profiles = liveProfiles(
    drafts.filter((_, index) => !problems[index]),
    context,
  );
  if (profiles.length > 0) {
    await writeObject(deltaKey('customers', run), profileDelta('live', profiles));
    await recents.writeProfiles(profiles);
  }
  const orders = rows.filter(
    (order, index) => order !== undefined && outcomes[index] !== 'SUPERSEDED',
  ) as Order[];
  if (orders.length > 0) {
    await writeObject(deltaKey('orders', run), orderDelta(orders));
    await recents.writeOrders(orders, known.published);
  }
  const report = finishedReport(begun, {
    plan: { format: 'live', confidence: 1, mapping: {} },
    built: countsOf(orders, good.length),
    rowsRead: drafts.length + refusedBefore.length,
    rowsRejected: rejects.length,
    firstRejects: rejects,
    finishedAt: clock().toISOString(),
  });
  await runs.save(report);
  return { report, outcomes };
}

/** A report holds every refused row of a batch, and must fit an item of the table. */
const longestText = 300;

function shortened({ value, reason }: Omit<Reject, 'line'>): Pick<Reject, 'value' | 'reason'> {
  return { value: value?.slice(0, longestText) ?? null, reason: reason.slice(0, longestText) };
}

/** All refused rows of the batch, by their places in it. */
function rejectsOf(
  problems: readonly (Omit<Reject, 'line'> | undefined)[],
  refusedBefore: readonly Reject[],
): Reject[] {
  const taken = new Set(refusedBefore.map(({ line }) => line));
  const size = problems.length + refusedBefore.length;
  const places = Array.from({ length: size }, (_, index) => index + 1).filter(
    (line) => !taken.has(line),
  );
  const found = problems.flatMap((problem, index): Reject[] =>
    problem ? [{ line: places[index] ?? size, ...problem, ...shortened(problem) }] : [],
  );
  return [...refusedBefore, ...found].sort((one, other) => one.line - other.line);
}

function orderOf(
  draft: OrderDraft,
  context: { readonly currency: string; readonly run: string; readonly eventTime: string },
): Order {
  const { updatedAt, lines, email: _personal, ...rest } = draft;
  const { currency, run, eventTime } = context;
  const gross = new Big(draft.gross);
  const discount = new Big(draft.discount);
  const refund = new Big(draft.refund);
  return {
    ...rest,
    orderedAt: new Date(draft.orderedAt).toISOString(),
    currency,
    gross,
    discount,
    refund,
    tax: new Big(draft.tax),
    shipping: new Big(draft.shipping),
    net: gross.minus(discount).minus(refund),
    cost: draft.cost === null ? null : new Big(draft.cost),
    exclusion: exclusionOf({ status: draft.status, gross, discount, refund }),
    lines: lines.map((line) => ({
      ...line,
      quantity: new Big(line.quantity),
      amount: new Big(line.amount),
    })),
    run,
    version: orderVersion({
      updatedAt: updatedAt === null ? null : new Date(updatedAt).toISOString(),
      eventTime,
      run,
    }),
  };
}

/** A superseded version counts as merged into the later one. */
function countsOf(orders: readonly Order[], rows: number) {
  const excluded = orders.filter(({ exclusion }) => exclusion !== null);
  const byReason = Object.entries(Object.groupBy(excluded, ({ exclusion }) => String(exclusion)));
  return {
    deltas: [],
    rowsKept: orders.length - excluded.length,
    rowsMerged: rows - orders.length,
    rowsExcluded: excluded.length,
    excludedByReason: Object.fromEntries(
      byReason.map(([reason, some]) => [reason, some?.length ?? 0]),
    ),
    totals: null,
    explanations: [],
    warnings: unknownStatusesOf(orders.map(({ status }) => status)),
    records: orders.length,
  };
}
