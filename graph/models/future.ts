import type { TransactionModel } from './transaction-model.ts';

/**
 * How customers are taken to behave from the end of observation on, beside what the fitted model expects. What is known of
 * them stays: who is still a customer, and how fast each has ordered so far.
 */
export interface Future {
  /** Every living customer orders this many times as often; 1 as fitted. */
  readonly orderRate: number;
  /**
   * The hazard to leave is this many times as large; 1 as fitted. Hazard of an order where customers leave after orders (the
   * beta-geometric models), of time where they leave at any moment (Pareto/NBD). Half the hazard: twice the orders, or twice
   * the time, until the same share has left.
   */
  readonly dropout: number;
}

/** As the model expects. */
export const asFitted: Future = { orderRate: 1, dropout: 1 };

/**
 * A future on a clock that runs `orderRate` times as fast, on which orders come as fitted: what to multiply horizons by,
 * divide rates by, and the hazard to leave on that clock.
 */
export function fasterClock(
  { leavesBy }: Pick<TransactionModel, 'leavesBy'>,
  { orderRate, dropout }: Future,
): { readonly speed: number; readonly dropout: number } {
  checkFactor('orderRate', orderRate);
  checkFactor('dropout', dropout);
  return { speed: orderRate, dropout: leavesBy === 'TIME' ? dropout / orderRate : dropout };
}

function checkFactor(name: string, factor: number): void {
  if (!(factor > 0 && factor < Infinity)) {
    throw new RangeError(`Expected ${name} of a future to be a finite factor > 0, got ${factor}`);
  }
}
