import { dayCount } from './calendar.ts';
import { runningWeight } from './channels.ts';
import type { SampleShop } from './options.ts';
import { cumulative } from './season-clock.ts';

/** New customers a day grow by this share a year. */
const yearlyGrowth = 0.25;

/**
 * Running share of all new customers acquired before each day: 0 at the start, 1 at the end. Season,
 * growth, and the campaigns that run decide how many come on a day.
 */
export function acquiredBefore({ clock }: SampleShop): Float64Array {
  const daily = clock.lengths.map(
    (length, day) => length * (1 + yearlyGrowth) ** (day / 365) * (runningWeight[day] ?? 0),
  );
  const sums = cumulative(daily);
  const total = sums[dayCount] ?? 1;
  return sums.map((sum) => sum / total);
}
