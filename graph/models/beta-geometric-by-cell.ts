import { logistic } from '../math/logistic.ts';
import type { Params, States } from './beta-geometric-states.ts';
import { type CellIndex, eachRun, indexOfCells } from './cell-index.ts';
import type { Cells } from './cells.ts';
import { livingByCell } from './living-by-cell.ts';
import type { LivingCustomer } from './living-customer.ts';

/** What the states of a customer say of each cell, with shared work done once. */
export function overCells({ logOddsWithoutSilence, stateOf, whileAlive }: States) {
  function aliveByCell(params: Params, cells: Cells): Float64Array {
    const { frequency, recency, age } = cells;
    const [, , , , k = 1] = params;
    if (k === 1) {
      return randomlyAlive(params, indexOfCells(cells));
    }
    return frequency.map((x, i) =>
      logistic(-stateOf(params, x, recency[i]!, age[i]!).logOddsOfGone),
    );
  }

  /** P(alive) where orders come at random. */
  function randomlyAlive(params: Params, index: CellIndex): Float64Array {
    const [r, alpha] = params;
    const { frequencies, ages, recencies } = index;
    const logs = index.times.map((time) => Math.log(alpha + time));
    const alive = new Float64Array(ages.places.length);
    eachRun(index, ({ start, end, place }) => {
      const x = frequencies[place]!;
      const shape = r + x;
      const logOdds = logOddsWithoutSilence(params, x);
      for (let i = start; i < end; i++) {
        const silence = logs[ages.places[i]!]! - logs[recencies.places[i]!]!;
        alive[i] = logistic(-logOdds - shape * silence);
      }
    });
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
    const index = indexOfCells(cells);
    const [first, ...others] = phasesByCell(params, cells).map((values, phase) => {
      const ofFrequency = (x: number) => ofCustomer(whileAlive(params, x, phase));
      const terms = { ofFrequency, ageScale: params[1] };
      const [living] = livingByCell(index, [index.ages], terms);
      for (let i = 0; i < values.length; i++) {
        values[i]! *= living![i]!;
      }
      return values;
    });
    for (const other of others) {
      other.forEach((value, i) => {
        first![i]! += value;
      });
    }
    return first!;
  }

  return { aliveByCell, byCell };
}
