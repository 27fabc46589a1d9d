import { logistic } from '../math/logistic.ts';
import type { Params, States } from './beta-geometric-states.ts';
import type { Cells } from './cells.ts';
import type { LivingCustomer } from './living-customer.ts';
import { ordersByCell } from './orders-by-cell.ts';

/** What the states of a customer say of each cell, with shared work done once. */
export function overCells({ logOddsWithoutSilence, stateOf, whileAlive }: States) {
  function aliveByCell(params: Params, cells: Cells): Float64Array {
    const { frequency, recency, age } = cells;
    const [r, alpha, , , k = 1] = params;
    const alive = new Float64Array(frequency.length);
    if (k > 1) {
      return alive.map((_, i) =>
        logistic(-stateOf(params, frequency[i]!, recency[i]!, age[i]!).logOddsOfGone),
      );
    }
    let x = -1;
    let logOdds = 0;
    for (let i = 0; i < alive.length; i++) {
      // Cells come in runs of equal x, so that most share this logarithm.
      if (frequency[i] !== x) {
        x = frequency[i]!;
        logOdds = logOddsWithoutSilence(params, x);
      }
      const silence = Math.log1p((age[i]! - recency[i]!) / (alpha + recency[i]!));
      alive[i] = logistic(-(logOdds + (r + x) * silence));
    }
    return alive;
  }

  /** For each phase, the probability of each cell's customers to be alive in it. */
  function phasesByCell(params: Params, cells: Cells): Float64Array[] {
    const { frequency, recency, age } = cells;
    const [, , , , k = 1] = params;
    if (k === 1) {
      return [aliveByCell(params, cells)];
    }
    const phases = Array.from({ length: k }, () => new Float64Array(frequency.length));
    for (let i = 0; i < frequency.length; i++) {
      const { weights, logOddsOfGone } = stateOf(params, frequency[i]!, recency[i]!, age[i]!);
      const alive = logistic(-logOddsOfGone);
      phases.forEach((ofPhase, phase) => {
        ofPhase[i] = alive * weights[phase]!;
      });
    }
    return phases;
  }

  /** The sum over phases of the probability to be in it times what `ofCustomer` says of such a customer by age. */
  function byCell(
    params: Params,
    cells: Cells,
    ofCustomer: (customer: LivingCustomer) => (age: number) => number,
  ): Float64Array {
    const [first, ...others] = phasesByCell(params, cells).map((alive, phase) =>
      ordersByCell(cells, {
        alive,
        ageScale: params[1],
        ofFrequency: (frequency) => ofCustomer(whileAlive(params, frequency, phase)),
      }),
    );
    for (const other of others) {
      other.forEach((value, i) => {
        first![i]! += value;
      });
    }
    return first!;
  }

  return { aliveByCell, byCell };
}
