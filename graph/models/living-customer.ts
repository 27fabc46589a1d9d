/**
 * A customer known to be alive. Phases pass at a gamma-distributed rate, every k-th phase is an order, and after
 * each order the customer leaves for good with a beta-distributed probability.
 *
 * With k = 1 a phase is an order: BG/NBD and MBG/NBD. With more, the times between orders are Erlang-k: the
 * larger k, the more regular (BG/CNBD-k and MBG/CNBD-k).
 */
export interface LivingCustomer {
  /** Shape of the rate of phases; time is counted in units of its scale: τ = t / (α + T). */
  readonly shape: number;
  /** Shapes of the dropout probability after what has been seen; a = 0 where nobody drops out. */
  readonly a: number;
  readonly b: number;
  /** Hazard to leave beside the fitted one, 1 unless told; see `Future`. */
  readonly dropout?: number;
  /** Phases an order takes. */
  readonly k: number;
  /** Phases passed since the last order: 0 to k - 1. */
  readonly phase: number;
}
