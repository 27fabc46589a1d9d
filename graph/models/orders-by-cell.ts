import type { Cells } from './cells.ts';

/** Orders of a customer known to be alive at age T, for one x. */
type OfAge = (age: number) => number;

/** Slots of the table of answers: a power of two. */
const slots = 2 ** 15;

/**
 * P(alive) times the orders of a living customer, for each cell.
 *
 * The latter do not depend on recency, so they are computed once for each x and T: answers are kept in a
 * direct-mapped table of fixed size, in which a newcomer takes the place of what was there.
 */
export function ordersByCell(
  cells: Cells,
  alive: Float64Array,
  ofFrequency: (frequency: number) => OfAge,
): Float64Array {
  const { frequency, age } = cells;
  const result = new Float64Array(frequency.length);
  const byFrequency = new Map<number, OfAge>();
  const keyFrequency = new Float64Array(slots).fill(-1);
  const keyAge = new Float64Array(slots);
  const answers = new Float64Array(slots);
  for (let i = 0; i < frequency.length; i++) {
    const x = frequency[i]!;
    const t = age[i]!;
    const slot = slotOf(x, t);
    if (keyFrequency[slot] !== x || keyAge[slot] !== t) {
      let ofAge = byFrequency.get(x);
      if (!ofAge) {
        ofAge = ofFrequency(x);
        byFrequency.set(x, ofAge);
      }
      keyFrequency[slot] = x;
      keyAge[slot] = t;
      answers[slot] = ofAge(t);
    }
    result[i] = alive[i]! * answers[slot]!;
  }
  return result;
}

/** Spreads by multiplication; 4096 keeps apart ages that differ by fractions such as one day in weeks. */
function slotOf(frequency: number, age: number): number {
  const mixed = Math.imul(frequency + 1, 0x9e3779b1) ^ Math.imul((age * 4096) | 0, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & (slots - 1);
}
