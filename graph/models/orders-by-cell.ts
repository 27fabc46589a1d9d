import { chebyshev, chebyshevPoints } from '../math/chebyshev.ts';
import type { Cells } from './cells.ts';

/** Orders of a customer known to be alive at age T, for one x. */
type OfAge = (age: number) => number;

export interface ByCellTerms {
  /** P(alive) of each cell. */
  readonly alive: Float64Array;
  /** What a living customer with `frequency` orders, as a function of age; `cells` says for how many cells. */
  readonly ofFrequency: (frequency: number, cells: number) => OfAge;
  /** Added to age before its logarithm is taken: α, so that the function has no singularity nearby. */
  readonly ageScale: number;
}

/** Ages at which one x occurs in the cells. */
interface Group {
  cells: number;
  youngest: number;
  oldest: number;
}

/**
 * P(alive) times the orders of a living customer, for each cell.
 *
 * The latter depend on x and T alone, smoothly on T: an x of many cells is computed at some Chebyshev
 * points in ln(α + T) and interpolated, to about 1e-12; a rare one is computed cell by cell.
 */
export function ordersByCell({ frequency, age }: Cells, terms: ByCellTerms): Float64Array {
  const { alive, ofFrequency, ageScale } = terms;
  const curves = new Map<number, OfAge>();
  for (const [x, group] of groupByFrequency(frequency, age)) {
    const exact = ofFrequency(x, group.cells);
    curves.set(x, interpolated(exact, group, ageScale));
  }
  const remembered = rememberAges(curves);
  return frequency.map((x, i) => alive[i]! * remembered(x, age[i]!));
}

/** Slots of the memory for answers: a power of two. */
const slots = 2 ** 15;

/**
 * The curves with a memory of fixed size, in which a newcomer takes the place of what was there: a million
 * customers have some ten thousand different x and T.
 */
function rememberAges(curves: ReadonlyMap<number, OfAge>) {
  const keyFrequency = new Float64Array(slots).fill(-1);
  const keyAge = new Float64Array(slots);
  const answers = new Float64Array(slots);
  return (x: number, age: number): number => {
    const slot = slotOf(x, age);
    if (keyFrequency[slot] !== x || keyAge[slot] !== age) {
      keyFrequency[slot] = x;
      keyAge[slot] = age;
      answers[slot] = curves.get(x)!(age);
    }
    return answers[slot]!;
  };
}

/** Spreads by multiplication; 4096 keeps apart ages that differ by fractions such as one day in weeks. */
function slotOf(frequency: number, age: number): number {
  const mixed = Math.imul(frequency + 1, 0x9e3779b1) ^ Math.imul((age * 4096) | 0, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & (slots - 1);
}

function groupByFrequency(frequency: Float64Array, age: Float64Array): Map<number, Group> {
  const groups = new Map<number, Group>();
  for (let i = 0; i < frequency.length; i++) {
    const t = age[i]!;
    const group = groups.get(frequency[i]!);
    if (group) {
      group.cells++;
      group.youngest = Math.min(group.youngest, t);
      group.oldest = Math.max(group.oldest, t);
    } else {
      groups.set(frequency[i]!, { cells: 1, youngest: t, oldest: t });
    }
  }
  return groups;
}

/** Half of π, the distance of the nearest singularity: beyond it the function may grow. */
const safeDistance = Math.PI / 2;

function interpolated(exact: OfAge, { cells, youngest, oldest }: Group, ageScale: number): OfAge {
  const interval = { low: Math.log(ageScale + youngest), high: Math.log(ageScale + oldest) };
  const points = chebyshevPoints(interval, safeDistance);
  if (cells <= 2 * points) {
    return exact;
  }
  const smooth = chebyshev((log) => exact(Math.exp(log) - ageScale), interval, points);
  return (age) => smooth(Math.log(ageScale + age));
}
