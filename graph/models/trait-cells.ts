import type { Cells } from './cells.ts';
import { type Covariate, stratumOf, type Trait } from './covariates.ts';
import { join, joinCells, pickCells, placesByNumber, withinStrata } from './strata.ts';
import { toWeekCells } from './week-cells.ts';

/** A trait of the customers of each cell. */
export interface TraitColumn {
  readonly trait: Trait;
  readonly levels: readonly string[];
  /** For each cell 1 + the place of its level in `levels`; 0 for customers of no such level. */
  readonly index: Float64Array;
}

/** Customers grouped by what the models can tell apart and by their traits. */
export interface TraitCells extends Cells {
  readonly traits: readonly TraitColumn[];
}

/** Each cell's stratum under a model's covariates. */
export function strataByCell(
  covariates: readonly Covariate[],
  { traits, frequency }: Pick<TraitCells, 'traits' | 'frequency'>,
): Float64Array {
  const known = new Map<number, number>();
  return frequency.map((_, i) => {
    const combination = combinationAt(traits, i);
    const stratum =
      known.get(combination) ??
      stratumOf(
        covariates,
        Object.fromEntries(
          traits.map(({ trait, levels, index }) => [trait, levels[index[i]! - 1] ?? null]),
        ),
      );
    known.set(combination, stratum);
    return stratum;
  });
}

/** One number for the levels that a cell's customers have of all traits. */
function combinationAt(traits: readonly TraitColumn[], cell: number): number {
  return traits.reduce(
    (number, { levels, index }) => number * (levels.length + 1) + index[cell]!,
    0,
  );
}

/** The same customers told apart by the strata of covariates and by no trait besides, ordered by stratum. */
export function cellsByStratum(cells: TraitCells, covariates: readonly Covariate[]): Cells {
  const { traits: _, ...plain } = cells;
  return withinStrata({ ...plain, stratum: strataByCell(covariates, cells) }, addEqual);
}

/** Cells that agree in frequency, recency and age as one; by these three, so that runs of equal x stay together. */
function addEqual(cells: Cells): Cells {
  const { frequency, recency, age } = cells;
  const order = Int32Array.from(frequency.keys()).sort(
    (i, j) => frequency[i]! - frequency[j]! || recency[i]! - recency[j]! || age[i]! - age[j]!,
  );
  const sorted = pickCells(cells, order);
  const isNew = (i: number) =>
    i === 0 ||
    sorted.frequency[i] !== sorted.frequency[i - 1] ||
    sorted.recency[i] !== sorted.recency[i - 1] ||
    sorted.age[i] !== sorted.age[i - 1];
  const starts = Int32Array.from(sorted.age.keys()).filter(isNew);
  const sums = (values: Float64Array) =>
    Float64Array.from(starts, (start, n) =>
      values.subarray(start, starts[n + 1]).reduce((sum, value) => sum + value, 0),
    );
  return {
    ...pickCells(sorted, starts),
    customers: sums(sorted.customers),
    repeatSpend: sums(sorted.repeatSpend),
    ...(sorted.logIntervals && { logIntervals: sums(sorted.logIntervals) }),
  };
}

/** More cells than this are merged for a search over designs. */
const manyCells = 20_000;

/** The oldest age spans so many merged cells. */
const mergedPerAge = 50;

/** The same customers in fewer cells, where they are many: merged in time within each combination of traits. */
export function coarseTraitCells(cells: TraitCells): TraitCells {
  if (cells.age.length <= manyCells) {
    return cells;
  }
  const { traits } = cells;
  const oldest = cells.age.reduce((most, age) => Math.max(most, age), 0);
  const combinations = cells.age.map((_, i) => combinationAt(traits, i));
  const parts = [...placesByNumber(combinations).values()].map((places) => ({
    first: places[0]!,
    cells: toWeekCells(pickCells(cells, places), oldest / mergedPerAge),
  }));
  return {
    ...joinCells(parts.map((part) => part.cells)),
    traits: traits.map((column) => ({
      ...column,
      index: join(
        parts.map((part) =>
          new Float64Array(part.cells.age.length).fill(column.index[part.first]!),
        ),
      ),
    })),
  };
}
