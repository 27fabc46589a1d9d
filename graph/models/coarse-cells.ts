import type { Cells } from './cells.ts';

/** Classes of age, of equal width. */
const ageClasses = 4;

/** Classes of silence, in each doubling of it. */
const silencePerDoubling = 1.5;

/** Silences below this share of the oldest age are one class. */
const shortestSilence = 1 / 64;

/** Frequencies up to this one are kept, larger ones are merged this closely. */
const lastSingle = 6;
const frequencyRatio = 1.4;

/**
 * The same customers in a few hundred cells, sorted by frequency and few in age: for what need not be exact.
 *
 * How uncertain a total is asks for shares of it, and errors of grouping nearly cancel in these. A total itself is
 * off by some per cent.
 */
export function toCoarseCells(cells: Cells): Cells {
  const { frequency, recency, age, customers, repeatSpend } = cells;
  const ages = ageScaleOf(cells);
  const groups = new Map<number, Group>();
  const meanAges = Array.from({ length: ageClasses }, () => ({ sum: 0, customers: 0 }));
  for (let i = 0; i < frequency.length; i++) {
    const silence = age[i]! - recency[i]!;
    const ageClass = Math.min(ageClasses - 1, Math.floor((age[i]! - ages.youngest) * ages.perUnit));
    const silenceClass = Math.floor(silencePerDoubling * Math.log2(1 + silence * ages.perSilence));
    const frequencyClass = classOfFrequency(frequency[i]!);
    const key = (frequencyClass * ageClasses + ageClass) * mostSilences + silenceClass;
    const group = groups.get(key) ?? emptyGroup(ageClass);
    const count = customers[i]!;
    group.customers += count;
    group.frequency += count * frequency[i]!;
    group.silence += count * silence;
    group.repeatSpend += repeatSpend[i]!;
    meanAges[ageClass]!.sum += count * age[i]!;
    meanAges[ageClass]!.customers += count;
    groups.set(key, group);
  }
  const sorted = [...groups].sort(([one], [other]) => one - other).map(([, group]) => group);
  const ageOf = ({ ageClass }: Group) => meanAges[ageClass]!.sum / meanAges[ageClass]!.customers;
  const frequencies = sorted.map((group) => Math.round(group.frequency / group.customers));
  return {
    frequency: Float64Array.from(frequencies),
    recency: Float64Array.from(sorted, (group, i) =>
      frequencies[i] === 0 ? 0 : Math.max(0, ageOf(group) - group.silence / group.customers),
    ),
    age: Float64Array.from(sorted, ageOf),
    customers: Float64Array.from(sorted, (group) => group.customers),
    repeatSpend: Float64Array.from(sorted, (group) => group.repeatSpend),
  };
}

interface Group {
  readonly ageClass: number;
  customers: number;
  frequency: number;
  silence: number;
  repeatSpend: number;
}

/** More than there are classes of silence. */
const mostSilences = 64;

function emptyGroup(ageClass: number): Group {
  return { ageClass, customers: 0, frequency: 0, silence: 0, repeatSpend: 0 };
}

function ageScaleOf({ age }: Cells) {
  const youngest = age.reduce((least, value) => Math.min(least, value), Infinity);
  const oldest = age.reduce((most, value) => Math.max(most, value), 0);
  return {
    youngest,
    perUnit: oldest > youngest ? ageClasses / (oldest - youngest) : 0,
    perSilence: oldest > 0 ? 1 / (oldest * shortestSilence) : 0,
  };
}

function classOfFrequency(frequency: number): number {
  return frequency <= lastSingle
    ? frequency
    : lastSingle +
        1 +
        Math.floor(Math.log(frequency / (lastSingle + 1)) / Math.log(frequencyRatio));
}
