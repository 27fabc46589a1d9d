import { type CellIndex, eachRun, type Places, type Run } from './cell-index.ts';
import { type CurveTable, cellsToTabulate, readTable, tabulate } from './curve-table.ts';
import { type LivingSurface, livingSurface } from './living-surface.ts';

/** What is asked of a customer known to be alive at an age, for one x. */
type OfAge = (age: number) => number;

export interface LivingTerms {
  /** The positive quantity asked for, of a living customer with `frequency` orders, whole or not, as a function of age. */
  readonly ofFrequency: (frequency: number) => OfAge;
  /** Added to age before its logarithm is taken: α, so that the function has no singularity nearby. */
  readonly ageScale: number;
}

/** How the quantity is had for one x: exactly, from a table over logarithms of age, or from one over the distinct times. */
type Curve = OfAge | CurveTable | Float64Array;

/**
 * What is asked of living customers with the x of each cell, at one or several ages of each cell.
 *
 * It depends on x and age alone, smoothly: where cells are many it is interpolated, to 1e-10 or better, and where
 * cells of one x are many that is tabulated. Fastest for cells in runs of equal x.
 */
export function livingByCell(
  index: CellIndex,
  ages: readonly Places[],
  terms: LivingTerms,
): Float64Array[] {
  const logs = index.times.map((time) => Math.log(terms.ageScale + time));
  const surface = livingSurface(index, { ages, logs }, terms);
  const curves = Array.from(index.frequencies, (): Curve | null => null);
  const curveAt = (place: number) => {
    const curve = curves[place] ?? curveOf(index, place, { surface, logs, terms });
    curves[place] = curve;
    return curve;
  };
  return ages.map(({ places }) => {
    const values = new Float64Array(places.length);
    eachRun(index, (run) => {
      const curve = curveAt(run.place);
      if (curve instanceof Float64Array) {
        lookUp(curve, places, values, run);
      } else if (typeof curve === 'function') {
        for (let i = run.start; i < run.end; i++) {
          values[i] = curve(index.times[places[i]!]!);
        }
      } else {
        for (let i = run.start; i < run.end; i++) {
          values[i] = readTable(curve, logs[places[i]!]!);
        }
      }
    });
    return values;
  });
}

function lookUp(
  curve: Float64Array,
  places: Int32Array,
  values: Float64Array,
  { start, end }: Run,
): void {
  for (let i = start; i < end; i++) {
    values[i] = curve[places[i]!]!;
  }
}

interface Known {
  readonly surface: LivingSurface;
  readonly logs: Float64Array;
  readonly terms: LivingTerms;
}

function curveOf({ frequencies, times }: CellIndex, place: number, known: Known): Curve {
  const { surface, logs } = known;
  const { ofFrequency, ageScale } = known.terms;
  const x = frequencies[place]!;
  const powers = surface.curve(x, place);
  if (!powers) {
    return remembering(ofFrequency(x));
  }
  const ofLog = exponentialOf(powers, surface);
  const asked = surface.agesOf(place);
  if (asked <= cellsToTabulate(surface.ages)) {
    return (age) => ofLog(Math.log(ageScale + age));
  }
  const table = tabulate(ofLog, surface.ages);
  // At times beyond the ages asked for it says nothing, and is not read.
  return asked > 2 * times.length ? logs.map((log) => readTable(table, log)) : table;
}

/** e^p(u) of a logarithm of age. Even and odd powers go apart, so that the processor can do both at once. */
function exponentialOf(
  powers: Float64Array,
  { ages }: Pick<LivingSurface, 'ages'>,
): (log: number) => number {
  const width = ages.high - ages.low;
  const stretch = width > 0 ? 2 / width : 0;
  const middle = (ages.high + ages.low) / 2;
  const even = powers.filter((_, i) => i % 2 === 0);
  const odd = powers.filter((_, i) => i % 2 === 1);
  return (log) => {
    const u = (log - middle) * stretch;
    const square = u * u;
    let evens = even.length > odd.length ? even[even.length - 1]! : 0;
    let odds = 0;
    for (let k = odd.length - 1; k >= 0; k--) {
      evens = evens * square + even[k]!;
      odds = odds * square + odd[k]!;
    }
    return Math.exp(evens + u * odds);
  };
}

/** Few cells may still share their ages. */
function remembering(curve: OfAge): OfAge {
  const known = new Map<number, number>();
  return (age) => {
    const answer = known.get(age) ?? curve(age);
    known.set(age, answer);
    return answer;
  };
}
