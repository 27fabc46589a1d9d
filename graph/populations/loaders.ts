import type { Cells } from '../models/cells.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { comparisonWindow, factsOf, type Metrics, metricsOf } from './metrics.ts';
import type { CustomerFigures, DayTotals, Gap, PopulationStore } from './store.ts';

/** What the business is computed from, each read at most once a request. */
export interface PopulationLoaders {
  cells(snapshot: Snapshot): Promise<Cells>;
  figures(snapshot: Snapshot): Promise<CustomerFigures>;
  days(snapshot: Snapshot): Promise<readonly DayTotals[]>;
  gaps(snapshot: Snapshot): Promise<readonly Gap[]>;
  /** Metrics of the window that retention compares by default. */
  comparison(snapshot: Snapshot): Promise<Metrics | null>;
}

export function createPopulationLoaders(store: PopulationStore): PopulationLoaders {
  const days = once((snapshot) => store.days(snapshot));
  const gaps = once((snapshot) => store.gaps(snapshot));
  return {
    cells: once((snapshot) => store.cells(snapshot)),
    figures: once((snapshot) => store.figures(snapshot)),
    days,
    gaps,
    comparison: once(async (snapshot) => {
      const facts = factsOf(snapshot, ...(await Promise.all([days(snapshot), gaps(snapshot)])));
      const window = facts && comparisonWindow(facts.observed);
      return window ? metricsOf(facts, window) : null;
    }),
  };
}

function once<Result>(
  read: (snapshot: Snapshot) => Promise<Result>,
): (snapshot: Snapshot) => Promise<Result> {
  const bySnapshot = new Map<string, Promise<Result>>();
  return (snapshot) => {
    const known = bySnapshot.get(snapshot.id);
    if (known !== undefined) {
      return known;
    }
    const reading = read(snapshot);
    bySnapshot.set(snapshot.id, reading);
    return reading;
  };
}
