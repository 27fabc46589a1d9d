import type { Cells } from './cells.ts';
import { livingSurface } from './living-surface.ts';

/** Orders of a customer known to be alive at age T, for one x. */
export type OfAge = (age: number) => number;

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
 */
export function ordersByCell({ frequency, age }: Cells, terms: ByCellTerms): Float64Array {
  const { alive, ofFrequency, ageScale } = terms;
  const smooth = livingSurface(frequency, age, { ofFrequency, ageScale });
  const curves = new Map<number, OfAge>();
  const curveOf = (x: number): OfAge => {
    const known = curves.get(x);
    if (known) {
      return known;
    }
    const curve = smooth(x);
    curves.set(x, curve);
    return curve;
  };
  const remembered = rememberAges(curveOf);
  return frequency.map((x, i) => alive[i]! * remembered(x, age[i]!));
}

/** Slots of the memory for answers: a power of two. */
const slots = 2 ** 15;

/**
 * The curves with a memory of fixed size, in which a newcomer takes the place of what was there: a million
 * customers have some ten thousand different x and T.
 */
function rememberAges(curveOf: (x: number) => OfAge) {
  const keyFrequency = new Float64Array(slots).fill(-1);
  const keyAge = new Float64Array(slots);
  const answers = new Float64Array(slots);
  return (x: number, age: number): number => {
    const slot = slotOf(x, age);
    if (keyFrequency[slot] !== x || keyAge[slot] !== age) {
      keyFrequency[slot] = x;
      keyAge[slot] = age;
      answers[slot] = curveOf(x)(age);
    }
    return answers[slot]!;
  };
}

/** Spreads by multiplication; 4096 keeps apart ages that differ by fractions such as one day in weeks. */
function slotOf(frequency: number, age: number): number {
  const mixed = Math.imul(frequency + 1, 0x9e3779b1) ^ Math.imul((age * 4096) | 0, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & (slots - 1);
}
