import type { Cells } from './cells.ts';
import { type Covariate, stratumOf, type Trait } from './covariates.ts';
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
  return Float64Array.from(frequency, (_, i) =>
    stratumOf(
      covariates,
      Object.fromEntries(
        traits.map(({ trait, levels, index }) => [trait, levels[index[i]! - 1] ?? null]),
      ),
    ),
  );
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
  const combinations = cells.age.map((_, i) =>
    traits.reduce((number, { levels, index }) => number * (levels.length + 1) + index[i]!, 0),
  );
  const parts = [...placesByNumber(combinations).values()].map((places) => ({
    first: places[0]!,
    cells: toWeekCells(pickCells(cells, places), oldest / mergedPerAge),
  }));
  const joined = (valuesOf: (part: Cells, first: number) => Float64Array) =>
    Float64Array.from(parts.flatMap((part) => [...valuesOf(part.cells, part.first)]));
  return {
    frequency: joined((part) => part.frequency),
    recency: joined((part) => part.recency),
    age: joined((part) => part.age),
    customers: joined((part) => part.customers),
    repeatSpend: joined((part) => part.repeatSpend),
    traits: traits.map((column) => ({
      ...column,
      index: joined((part, first) => new Float64Array(part.age.length).fill(column.index[first]!)),
    })),
  };
}

/** The entries of every array of the cells at the given places. */
export function pickCells(cells: Cells, places: Int32Array): Cells {
  const pick = (values: Float64Array) => Float64Array.from(places, (place) => values[place]!);
  const { logIntervals } = cells;
  return {
    frequency: pick(cells.frequency),
    recency: pick(cells.recency),
    age: pick(cells.age),
    customers: pick(cells.customers),
    repeatSpend: pick(cells.repeatSpend),
    ...(logIntervals && { logIntervals: pick(logIntervals) }),
  };
}

/** Where in the arrays the cells of each number are, by ascending number. */
export function placesByNumber(numbers: Float64Array): Map<number, Int32Array> {
  const lists = new Map<number, number[]>();
  numbers.forEach((number, place) => {
    const list = lists.get(number) ?? [];
    list.push(place);
    lists.set(number, list);
  });
  const sorted = [...lists].sort(([one], [other]) => one - other);
  return new Map(sorted.map(([number, list]) => [number, Int32Array.from(list)]));
}
