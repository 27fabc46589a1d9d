import type { Cells } from './cells.ts';
import { type CurveTable, cellsToTabulate, readTable, tabulate } from './curve-table.ts';
import { type LivingSurface, livingSurface } from './living-surface.ts';

/** Orders of a customer known to be alive at age T, for one x. */
type OfAge = (age: number) => number;

export interface ByCellTerms {
  /** P(alive) of each cell. */
  readonly alive: Float64Array;
  /** What a living customer with `frequency` orders, whole or not, as a function of age. */
  readonly ofFrequency: (frequency: number) => OfAge;
  /** Added to age before its logarithm is taken: α, so that the function has no singularity nearby. */
  readonly ageScale: number;
}

/**
 * P(alive) times the orders of a living customer, for each cell.
 *
 * The latter depend on x and T alone, smoothly: where cells are many they are interpolated, to 1e-10 or better, and where
 * cells of one x are many that is tabulated. Fastest for cells in runs of equal x.
 */
export function ordersByCell({ frequency, age }: Cells, terms: ByCellTerms): Float64Array {
  const { alive, ageScale } = terms;
  const surface = livingSurface(frequency, age, terms);
  const curves = new Map<number, CurveTable | OfAge>();
  const result = new Float64Array(frequency.length);
  let x = NaN;
  let curve: CurveTable | OfAge = () => NaN;
  for (let i = 0; i < result.length; i++) {
    if (frequency[i] !== x) {
      x = frequency[i]!;
      curve = curves.get(x) ?? curveOf(x, surface, terms);
      curves.set(x, curve);
    }
    const orders =
      typeof curve === 'function' ? curve(age[i]!) : readTable(curve, Math.log(ageScale + age[i]!));
    result[i] = alive[i]! * orders;
  }
  return result;
}

function curveOf(
  x: number,
  surface: LivingSurface,
  { ofFrequency, ageScale }: ByCellTerms,
): CurveTable | OfAge {
  const powers = surface.curve(x);
  if (!powers) {
    return remembering(ofFrequency(x));
  }
  const ofLog = exponentialOf(powers, surface);
  return surface.cellsOf(x) > cellsToTabulate(surface.ages)
    ? tabulate(ofLog, surface.ages)
    : (age) => ofLog(Math.log(ageScale + age));
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

/** A million customers come with some thousand ages. */
function remembering(curve: OfAge): OfAge {
  const known = new Map<number, number>();
  return (age) => {
    const answer = known.get(age) ?? curve(age);
    known.set(age, answer);
    return answer;
  };
}
