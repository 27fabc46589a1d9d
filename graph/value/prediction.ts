import type { FittedModel } from '../models/fitted-model.ts';
import { intervals } from '../models/intervals.ts';
import { type OrderPredictor, predictor, type SpendPredictor } from '../models/predictor.ts';
import type { TotalInterval } from '../models/total-interval.ts';
import type { ValueInterval } from '../models/value-interval.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';

/** A typed answer to: why is there no number? */
export interface InsufficientData {
  readonly code:
    | 'NO_SNAPSHOT'
    | 'NO_ORDERS'
    | 'TOO_FEW_CUSTOMERS'
    | 'TOO_FEW_REPEAT_BUYERS'
    | 'UNBOUNDED';
  readonly have: number;
  readonly need: number;
  readonly message: string;
}

/** Both halves of a prediction of value. */
export interface Predictors {
  readonly kind: 'predictors';
  readonly orders: OrderPredictor;
  readonly spend: SpendPredictor;
  /** Of a customer's value. */
  readonly valueInterval: ValueInterval;
  /** Of a population's total, as shares of it. */
  readonly totalInterval: TotalInterval;
}

const noSnapshot: InsufficientData = {
  code: 'NO_SNAPSHOT',
  have: 0,
  need: 1,
  message: 'No snapshot has been published yet: import orders, or start a refresh.',
};

export const noOrders: InsufficientData = {
  code: 'NO_ORDERS',
  have: 0,
  need: 1,
  message: 'There is no valid order by the day asked for.',
};

/** Binding a model costs more than one prediction, and a snapshot's model never changes. */
const bound = new WeakMap<FittedModel, Predictors | InsufficientData>();

/** The predictors of a snapshot's models, or why there are none. */
export function predictorsOf(snapshot: Snapshot | undefined): Predictors | InsufficientData {
  if (!snapshot) {
    return noSnapshot;
  }
  const known = bound.get(snapshot.model);
  if (known) {
    return known;
  }
  const made = bind(snapshot.model);
  bound.set(snapshot.model, made);
  return made;
}

export function isInsufficient(value: Predictors | InsufficientData): value is InsufficientData {
  return !('kind' in value);
}

function bind(model: FittedModel): Predictors | InsufficientData {
  const { orders, spend } = predictor(model);
  const { value: valueInterval, total: totalInterval } = intervals(model);
  if (orders && spend && valueInterval && totalInterval) {
    return { kind: 'predictors', orders, spend, valueInterval, totalInterval };
  }
  const lacking = model.transactions.kind === 'insufficient' ? model.transactions : model.spend;
  if (lacking.kind === 'fit') {
    throw new TypeError('Expected a model without predictor to be insufficient, got a fit');
  }
  const { code, have, need, message } = lacking;
  return { code, have, need, message };
}
