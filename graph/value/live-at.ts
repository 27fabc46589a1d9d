import type { Context } from '../context.ts';
import type { CustomerKey } from '../customers/customer-key.ts';
import { type Summary, summarise } from '../customers/summary.ts';
import type { Purchases } from '../models/cells.ts';
import type { OrderPredictor } from '../models/predictor.ts';
import { purchasesAt } from './customer-value.ts';
import { isInsufficient, predictorsOf } from './prediction.ts';

/** A customer's orders by some day, ready for the models. */
export interface LiveAt {
  readonly summary: Summary;
  /** Whose parameters hold for them under the covariates of the snapshot's model. */
  readonly stratum: number;
  /** Last day the summary knows. */
  readonly asOfDay: string;
  /** x, t_x and T at the day asked for; null without a valid order. */
  readonly purchases: Purchases | null;
  /** The order model; null without one. */
  readonly orders: OrderPredictor | null;
}

/**
 * What is known of a customer at the end of a day: for a past one the orders up to it, for a later
 * one (or null: now) all orders, and silence since the last day of observation.
 */
export async function liveAt(
  key: CustomerKey,
  day: string | null,
  context: Context,
): Promise<LiveAt> {
  const snapshot = await context.snapshot();
  const live = await context.loaders.liveSummary.load(key);
  const isPast = day !== null && day < live.asOfDay;
  const margin = (snapshot?.settings ?? context.settings).margin;
  const summary = isPast
    ? summarise(await context.loaders.orders.load(key), { asOfDay: day, margin })
    : live.summary;
  const asOfDay = isPast ? day : live.asOfDay;
  const predictors = predictorsOf(snapshot);
  return {
    summary,
    stratum: live.stratum,
    asOfDay,
    purchases:
      summary.orders === 0
        ? null
        : { ...purchasesAt(summary, asOfDay, day), stratum: live.stratum },
    orders: isInsufficient(predictors) ? null : predictors.orders,
  };
}
