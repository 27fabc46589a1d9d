import { addDays, startOfDay } from '../calendar.ts';
import type { LiveAt } from './live-at.ts';

const dayMs = 86_400_000;
const lastTime = Date.UTC(9999, 11, 30);

/**
 * When half of such customers have ordered again, from the end of the last day known on; null where
 * fewer than half ever do, or later than any calendar goes.
 */
export function nextOrderAt(
  { orders, purchases, asOfDay }: LiveAt,
  timeZone: string,
): string | null {
  const median = orders && purchases ? orders.expectedNextOrder(purchases).median : null;
  if (median === null) {
    return null;
  }
  const time = startOfDay(addDays(asOfDay, 1), timeZone).getTime() + median * dayMs;
  return time < lastTime ? new Date(time).toISOString() : null;
}
