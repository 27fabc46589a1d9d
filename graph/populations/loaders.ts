import DataLoader from 'dataloader';
import type { AcquisitionDay } from '../acquisition/acquisition-day.ts';
import type { Cells } from '../models/cells.ts';
import { dayNumber } from '../models/season.ts';
import { type Lives, livesBetween, noLives } from '../retention/lives.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { cohortCells } from './cohort-cells.ts';
import { cellsOfFigures } from './figure-cells.ts';
import { comparisonWindow, factsOf, type Metrics, metricsOf } from './metrics.ts';
import { businessKey, noFacts, type Population, type PopulationFacts } from './population.ts';
import { keyOfName, type NameRange, onlyName } from './population-name.ts';
import type {
  CustomerFigures,
  DayTotals,
  Gap,
  PastFigures,
  PopulationEntry,
  PopulationStore,
} from './store.ts';
import type { TraitCount } from './traits.ts';

/** What populations are computed from, each read at most once a request, those asked for together at once. */
export interface PopulationLoaders {
  cells(population: Described): Promise<Cells>;
  figures(population: Described): Promise<CustomerFigures>;
  /** Its buyers at the end of a day before the end of observation. */
  past(population: Described, day: string): Promise<PastFigures>;
  days(population: Described): Promise<readonly DayTotals[]>;
  gaps(population: Described): Promise<readonly Gap[]>;
  /** What its customers did, by day of the first order and days since; empty for a segment newer than the snapshot. */
  lives(population: Described): Promise<Lives>;
  /** Spend and new customers of the whole business. */
  acquisitions(snapshot: Snapshot): Promise<readonly AcquisitionDay[]>;
  /** How many of its customers share each value of each trait. */
  traits(population: Described): Promise<readonly TraitCount[]>;
  /** What its members add up to: of the index, or else counted. */
  facts(population: Described): Promise<PopulationFacts>;
  /** False for a segment that the snapshot was made without. */
  isPublished(population: Described): Promise<boolean>;
  /** Cells of the groups with a name in the range together. */
  cellsOfNames(snapshot: Snapshot, range: NameRange): Promise<Cells>;
  /** Groups of the index with a name in the range. */
  entries(snapshot: Snapshot, range: NameRange): Promise<readonly PopulationEntry[]>;
  /** Metrics of the window that retention compares by default, of the business. */
  comparison(snapshot: Snapshot): Promise<Metrics | null>;
}

/** What of a population says which customers it is about. */
export type Described = Omit<Population, 'facts'>;

export function createPopulationLoaders(store: PopulationStore): PopulationLoaders {
  const businessCells = once((snapshot: Snapshot) => store.cells(snapshot));
  const businessDays = once((snapshot: Snapshot) => store.days(snapshot));
  const businessGaps = once((snapshot: Snapshot) => store.gaps(snapshot));
  const businessLives = once((snapshot: Snapshot) => store.lives(snapshot));
  const livesIn = byRange((snapshot, ranges) => store.livesIn(snapshot, ranges));
  const cellsIn = byRange((snapshot, ranges) => store.cellsIn(snapshot, ranges));
  const daysIn = byRange((snapshot, ranges) => store.daysIn(snapshot, ranges));
  const gapsIn = byRange((snapshot, ranges) => store.gapsIn(snapshot, ranges));
  const traitsIn = byRange((snapshot, ranges) => store.traitsIn(snapshot, ranges));
  const entriesIn = byRange((snapshot, ranges) => store.entriesIn(snapshot, ranges));
  const pastBy = new Map<string, Promise<PastFigures>>();
  const figuresBy = new Map<string, Promise<CustomerFigures>>();
  const figures = async ({ snapshot, filter }: Described) =>
    snapshot
      ? remembered(figuresBy, `${snapshot.id} ${JSON.stringify(filter ?? null)}`, () =>
          store.figures(snapshot, filter),
        )
      : noCells;
  const entryOf = async ({ snapshot, names }: Described) =>
    snapshot && names ? (await entriesIn(snapshot, names))[0] : undefined;
  const isPublished = async (population: Described) =>
    population.kind !== 'SEGMENT' || (await entryOf(population)) !== undefined;
  return {
    isPublished,
    figures,
    past: async ({ snapshot, filter }, day) =>
      snapshot
        ? remembered(pastBy, `${snapshot.id} ${day} ${JSON.stringify(filter ?? null)}`, () =>
            store.past(snapshot, filter, day),
          )
        : { figures: noCells, totals: noFacts },
    cells: async (population) => {
      const { kind, snapshot, names } = population;
      if (!snapshot) {
        return noCells;
      }
      if (kind === 'COHORT' && names) {
        return cohortCells(await businessCells(snapshot), snapshot.asOfDay, names);
      }
      if (!(await isPublished(population))) {
        return cellsOfFigures(await figures(population));
      }
      return names ? cellsIn(snapshot, names) : businessCells(snapshot);
    },
    traits: async (population) => {
      const { snapshot, filter, names = onlyName('BUSINESS', businessKey) } = population;
      if (!snapshot) {
        return [];
      }
      return (await isPublished(population))
        ? traitsIn(snapshot, names)
        : store.traits(snapshot, filter);
    },
    facts: async (population) => {
      const { snapshot, filter } = population;
      if (!snapshot) {
        return noFacts;
      }
      return (await entryOf(population)) ?? store.facts(snapshot, filter);
    },
    days: async ({ snapshot, names }) => {
      if (!snapshot) {
        return [];
      }
      return names ? daysIn(snapshot, names) : businessDays(snapshot);
    },
    gaps: async ({ snapshot, names }) => {
      if (!snapshot) {
        return [];
      }
      return names ? gapsIn(snapshot, names) : businessGaps(snapshot);
    },
    lives: async ({ kind, snapshot, names }) => {
      if (!snapshot) {
        return noLives;
      }
      if (kind === 'COHORT' && names) {
        const [from, to] = [names.from, names.to].map((name) => dayNumber(keyOfName(kind, name)));
        return livesBetween(await businessLives(snapshot), from ?? 0, to ?? 0);
      }
      return names ? livesIn(snapshot, names) : businessLives(snapshot);
    },
    acquisitions: once((snapshot) => store.acquisitions(snapshot)),
    cellsOfNames: cellsIn,
    entries: entriesIn,
    comparison: once(async (snapshot) => {
      const [days, gaps] = await Promise.all([businessDays(snapshot), businessGaps(snapshot)]);
      const facts = factsOf(snapshot, days, gaps);
      const window = facts && comparisonWindow(facts.observed);
      return window ? metricsOf(facts, window) : null;
    }),
  };
}

const none = new Float64Array();
const noCells = { frequency: none, recency: none, age: none, customers: none, repeatSpend: none };

/** Ranges asked for in one tick are read together. */
function byRange<Result>(
  read: (snapshot: Snapshot, ranges: readonly NameRange[]) => Promise<readonly Result[]>,
): (snapshot: Snapshot, range: NameRange) => Promise<Result> {
  const bySnapshot = new Map<string, DataLoader<NameRange, Result, string>>();
  return (snapshot, range) => {
    const loader =
      bySnapshot.get(snapshot.id) ??
      new DataLoader<NameRange, Result, string>((ranges) => read(snapshot, ranges), {
        cacheKeyFn: ({ from, to }) => `${from} ${to}`,
      });
    bySnapshot.set(snapshot.id, loader);
    return loader.load(range);
  };
}

function once<Result>(
  read: (snapshot: Snapshot) => Promise<Result>,
): (snapshot: Snapshot) => Promise<Result> {
  const known = new Map<string, Promise<Result>>();
  return (snapshot) => remembered(known, snapshot.id, () => read(snapshot));
}

function remembered<Result>(
  known: Map<string, Promise<Result>>,
  key: string,
  read: () => Promise<Result>,
): Promise<Result> {
  const found = known.get(key) ?? read();
  known.set(key, found);
  return found;
}
