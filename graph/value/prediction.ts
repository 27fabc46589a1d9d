import type { FittedModel } from '../models/fitted-model.ts';
import type { ForecastInterval } from '../models/forecast-interval.ts';
import { intervals } from '../models/intervals.ts';
import { type OrderPredictor, predictor, type SpendPredictor } from '../models/predictor.ts';
import type { TotalInterval } from '../models/total-interval.ts';
import type { TransactionFit, TransactionModelName } from '../models/transaction-model.ts';
import type { ValueInterval } from '../models/value-interval.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';

/** A typed answer to: why is there no number? */
export interface InsufficientData {
  readonly code:
    | 'NO_SNAPSHOT'
    | 'NO_ORDERS'
    | 'TOO_FEW_CUSTOMERS'
    | 'TOO_FEW_REPEAT_BUYERS'
    | 'MODEL_NOT_FITTED'
    | 'UNBOUNDED'
    | 'TOO_FEW_PEERS';
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
  /** Of a population's orders and revenue week by week, likewise. */
  readonly forecastInterval: ForecastInterval;
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

/** The fitted model with the order model of a name in place of the chosen one; undefined without a fit of it. */
export function modelFor(
  { model, alternatives }: Snapshot,
  name: TransactionModelName | null,
): FittedModel | undefined {
  const { transactions } = model;
  if (name === null || (transactions.kind === 'fit' && transactions.model === name)) {
    return model;
  }
  const fit = alternatives.find((one) => one.model === name);
  if (!fit) {
    return undefined;
  }
  const known = named.get(fit) ?? { ...model, transactions: fit };
  named.set(fit, known);
  return known;
}

/** The same object for the same candidate, so that it is bound once. */
const named = new WeakMap<TransactionFit, FittedModel>();

function notFitted(name: string | null): InsufficientData {
  return {
    code: 'MODEL_NOT_FITTED',
    have: 0,
    need: 1,
    message: `There is no usable fit of ${name} in this snapshot; see the candidates of Query.model.`,
  };
}

/** Binding a model costs more than one prediction, and a snapshot's model never changes. */
const bound = new WeakMap<FittedModel, Predictors | InsufficientData>();

/** The predictors of a snapshot's models, the order model of a name among them, or why there are none. */
export function predictorsOf(
  snapshot: Snapshot | undefined,
  name: TransactionModelName | null = null,
): Predictors | InsufficientData {
  if (!snapshot) {
    return noSnapshot;
  }
  const model = modelFor(snapshot, name);
  if (!model) {
    return notFitted(name);
  }
  const made = bound.get(model) ?? bind(model);
  bound.set(model, made);
  return made;
}

export function isInsufficient(value: Predictors | InsufficientData): value is InsufficientData {
  return !('kind' in value);
}

function bind(model: FittedModel): Predictors | InsufficientData {
  const { orders, spend } = predictor(model);
  const { value: valueInterval, total: totalInterval, forecast } = intervals(model);
  if (orders && spend && valueInterval && totalInterval && forecast) {
    const bands = { valueInterval, totalInterval, forecastInterval: forecast };
    return { kind: 'predictors', orders, spend, ...bands };
  }
  const lacking = model.transactions.kind === 'insufficient' ? model.transactions : model.spend;
  if (lacking.kind === 'fit') {
    throw new TypeError('Expected a model without predictor to be insufficient, got a fit');
  }
  const { code, have, need, message } = lacking;
  return { code, have, need, message };
}
