import type { SpendStore } from '../../graph/spend/store.ts';
import { deltaKey } from '../layout.ts';
import { orderVersion } from './ingest/order-version.ts';
import { begunReport, finishedReport } from './ingest/report.ts';
import { spendDelta } from './ingest/spend-delta.ts';
import type { RecordDependencies } from './record-orders.ts';

type Dependencies = Pick<
  RecordDependencies,
  'writeObject' | 'runs' | 'settings' | 'clock' | 'newRunId'
>;

/**
 * Accepts spend, as `SpendStore.record` promises: one object of the lake, a run with a report. The table knows
 * nothing of it: acquisition is a figure of the snapshot.
 */
export function spendRecorder(dependencies: Dependencies): SpendStore['record'] {
  const { writeObject, runs, settings, clock, newRunId } = dependencies;
  return async (entries, refused) => {
    const startedAt = clock().toISOString();
    const run = newRunId();
    const begun = await runs.begin(
      begunReport({ id: run, fileName: 'spendRecord', kind: 'spend', startedAt }),
    );
    const version = orderVersion({ updatedAt: null, eventTime: startedAt, run });
    const batch = { currency: settings.currency, version, run };
    await writeObject(deltaKey('spend', run), spendDelta(entries, batch));
    const report = finishedReport(begun, {
      plan: { format: 'live', confidence: 1, mapping: {} },
      built: {
        deltas: [],
        rowsKept: entries.length,
        rowsMerged: 0,
        rowsExcluded: 0,
        excludedByReason: {},
        totals: null,
        explanations: [],
        records: entries.length,
      },
      rowsRead: entries.length + refused.length,
      rowsRejected: refused.length,
      firstRejects: refused,
      finishedAt: clock().toISOString(),
    });
    await runs.save(report);
    return report;
  };
}
