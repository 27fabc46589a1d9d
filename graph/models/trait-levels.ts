import { jsonBytes } from './model-file.ts';
import type { TraitCells, TraitColumn } from './trait-cells.ts';

/** A level needs this many customers, and repeat buyers, to have parameters of its own. */
const fewestCustomers = 100;
const fewestRepeatBuyers = 30;

/** Levels of one trait besides its baseline. */
const mostLevels = 6;

/** A name of more bytes would take too much of the model file: such levels are left in the baseline. */
const longestName = 60;

/**
 * The levels of a trait that may have parameters of their own: enough customers, the largest few. The largest of all
 * is the baseline, which rare and unknown levels share.
 */
export function usableLevels(cells: TraitCells, { levels, index }: TraitColumn): readonly string[] {
  const sizes = levels.map((level) => ({ level, customers: 0, repeatBuyers: 0 }));
  index.forEach((place, i) => {
    const size = sizes[place - 1];
    if (size) {
      size.customers += cells.customers[i]!;
      size.repeatBuyers += cells.frequency[i]! > 0 ? cells.customers[i]! : 0;
    }
  });
  const [, ...smaller] = sizes.sort((one, other) => other.customers - one.customers);
  return smaller
    .filter(
      ({ level, customers, repeatBuyers }) =>
        customers >= fewestCustomers &&
        repeatBuyers >= fewestRepeatBuyers &&
        jsonBytes(level) - 2 <= longestName,
    )
    .slice(0, mostLevels)
    .map(({ level }) => level);
}
