import type { Interval } from '../math/chebyshev.ts';
import type { Cells } from './cells.ts';
import { livingSurface } from './living-surface.ts';

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
 * The latter depend on x and T alone, smoothly: where cells are many they are interpolated, to 1e-10 or better.
 * Fastest for cells in runs of equal x.
 */
export function ordersByCell({ frequency, age }: Cells, terms: ByCellTerms): Float64Array {
  const { alive, ofFrequency, ageScale } = terms;
  const surface = livingSurface(frequency, age, terms);
  const curves = new Map<number, Float64Array | OfAge>();
  const result = new Float64Array(frequency.length);
  for (let start = 0; start < frequency.length; ) {
    const x = frequency[start]!;
    let end = start + 1;
    while (end < frequency.length && frequency[end] === x) {
      end++;
    }
    const curve = curves.get(x) ?? surface.curve(x) ?? remembering(ofFrequency(x));
    curves.set(x, curve);
    if (typeof curve === 'function') {
      for (let i = start; i < end; i++) {
        result[i] = curve(age[i]!);
      }
    } else {
      interpolate(result, age, { powers: curve, ages: surface.ages, start, end, ageScale });
    }
    start = end;
  }
  for (let i = 0; i < result.length; i++) {
    result[i]! *= alive[i]!;
  }
  return result;
}

interface Run {
  readonly powers: Float64Array;
  readonly ages: Interval;
  readonly start: number;
  readonly end: number;
  readonly ageScale: number;
}

/** e^p(u) at each age of a run. Even and odd powers go apart, so that the processor can do both at once. */
function interpolate(
  into: Float64Array,
  age: Float64Array,
  { powers, ages, start, end, ageScale }: Run,
): void {
  const width = ages.high - ages.low;
  const stretch = width > 0 ? 2 / width : 0;
  const middle = (ages.high + ages.low) / 2;
  const even = powers.filter((_, i) => i % 2 === 0);
  const odd = powers.filter((_, i) => i % 2 === 1);
  for (let i = start; i < end; i++) {
    const u = (Math.log(ageScale + age[i]!) - middle) * stretch;
    const square = u * u;
    let evens = 0;
    let odds = 0;
    for (let k = even.length - 1; k >= odd.length; k--) {
      evens = even[k]!;
    }
    for (let k = odd.length - 1; k >= 0; k--) {
      evens = evens * square + even[k]!;
      odds = odds * square + odd[k]!;
    }
    into[i] = Math.exp(evens + u * odds);
  }
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
