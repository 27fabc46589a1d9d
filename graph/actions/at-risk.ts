import type { Purchases } from '../models/cells.ts';
import type { LiveAt } from '../value/live-at.ts';

/** Below this probability alive a customer counts as lost, as in the segment `lapsed`. */
export const leastAlive = 0.2;

/**
 * Days of silence beyond the customer's own average gap between purchase days; negative before it has passed, null
 * after one purchase day only: there is no gap to compare with.
 */
export function overdueDays({ frequency, recency, age }: Purchases): number | null {
  return frequency === 0 ? null : age - recency - recency / frequency;
}

/**
 * What silence has taken from a customer's residual value V: V ÷ p is what they would be worth if they were known to be
 * alive (all future orders are theirs only if they are), so (1 − p) × V ÷ p is what doubt has cost so far, and what winning
 * them back for certain would return.
 *
 * Null for whoever is not slipping: not overdue, or less likely alive than `leastAlive`. Targeting by value at stake instead of
 * by risk alone: Lemmens & Gupta (2020), "Managing Churn to Maximize Profits", Marketing Science 39(5).
 */
export function valueAtRisk({
  probabilityAlive,
  residual,
  overdue,
}: {
  readonly probabilityAlive: number;
  readonly residual: number;
  readonly overdue: number | null;
}): number | null {
  const isSlipping = overdue !== null && overdue > 0 && probabilityAlive >= leastAlive;
  return (isSlipping && (residual * (1 - probabilityAlive)) / probabilityAlive) || null;
}

/** The same of a customer as they are now; null without a model. */
export function atRiskNow(
  { orders, purchases }: Pick<LiveAt, 'orders' | 'purchases'>,
  residual: number | null,
): number | null {
  return orders && purchases && residual !== null
    ? valueAtRisk({
        probabilityAlive: orders.probabilityAlive(purchases),
        residual,
        overdue: overdueDays(purchases),
      })
    : null;
}
