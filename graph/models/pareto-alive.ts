import { type Event, raceExponent, raceWon } from '../math/gamma-race.ts';
import { eachRun, indexOfCells } from './cell-index.ts';
import type { Cells, Purchases } from './cells.ts';
import { livingByCell } from './living-by-cell.ts';
import type { ParetoParams } from './pareto-likelihood.ts';

/** What is known of a living customer: the next order and leaving, racing each other. */
export interface ParetoCustomer {
  readonly ordering: Event;
  readonly leaving: Event;
}

/** A customer with x repeat orders who is alive at age `at`. */
export function livingAt(
  [r, alpha, s, beta]: ParetoParams,
  frequency: number,
  at: number,
): ParetoCustomer {
  return {
    ordering: { shape: r + frequency, scale: alpha + at },
    leaving: { shape: s, scale: beta + at },
  };
}

/** How the silence since the last order, at which the customer was alive, came about. */
export interface Silence {
  /** -ln of the chance to have neither ordered nor left since. */
  readonly exponent: number;
  /** Chance to have left before any further order. */
  readonly left: number;
}

export function silenceOf(params: ParetoParams, { frequency, recency, age }: Purchases): Silence {
  const { ordering, leaving } = livingAt(params, frequency, recency);
  const time = age - recency;
  return {
    exponent: raceExponent(ordering, leaving, time),
    left: raceWon(leaving, ordering, time),
  };
}

/** Odds that a customer silent so far has left: 1 / P(alive) - 1. May be Infinity. */
export function oddsOfGone(params: ParetoParams, purchases: Purchases): number {
  const { exponent, left } = silenceOf(params, purchases);
  return left === 0 ? 0 : left * Math.exp(exponent);
}

export function aliveNow(params: ParetoParams, purchases: Purchases): number {
  return 1 / (1 + oddsOfGone(params, purchases));
}

/**
 * P(alive) for each cell, kept with the parameters and the cells: it must not be written to.
 *
 * With G(t) the chance of a customer alive at t to leave before a further order and before some far time, the same for all:
 * left = G(t_x) - stayed · G(T). G depends on x and t alone, so it is interpolated where cells are many; nothing cancels.
 */
export function aliveByCell(params: ParetoParams, cells: Cells): Float64Array {
  const ofParams = known.get(params) ?? new WeakMap<Cells, Float64Array>();
  known.set(params, ofParams);
  const alive = ofParams.get(cells) ?? findAlive(params, cells);
  ofParams.set(cells, alive);
  return alive;
}

/** It is two thirds of the work of any question, and the same whatever the horizon, the rate or the changed future. */
const known = new WeakMap<ParetoParams, WeakMap<Cells, Float64Array>>();

function findAlive(params: ParetoParams, cells: Cells): Float64Array {
  const [r, alpha, s, beta] = params;
  const alive = new Float64Array(cells.frequency.length);
  if (s === 0) {
    return alive.fill(1);
  }
  const index = indexOfCells(cells);
  const { times, frequencies, ages, recencies } = index;
  const far = farthest * Math.max(alpha, beta, times[times.length - 1] ?? 0);
  const [leaves, leavesLater] = livingByCell(index, [recencies, ages], {
    ofFrequency: (x) => leavingBeforeOrdering(params, x, far),
    ageScale: Math.min(alpha, beta),
  }) as [Float64Array, Float64Array];
  const ordering = times.map((time) => Math.log(alpha + time));
  const leaving = times.map((time) => s * Math.log(beta + time));
  eachRun(index, ({ start, end, place }) => {
    const shape = r + frequencies[place]!;
    for (let i = start; i < end; i++) {
      const from = recencies.places[i]!;
      const to = ages.places[i]!;
      const exponent = shape * (ordering[to]! - ordering[from]!) + (leaving[to]! - leaving[from]!);
      const stayed = Math.exp(-exponent);
      const all = stayed * (1 - leavesLater[i]!) + leaves[i]!;
      // Where hardly anybody ever leaves, `stayed` may underflow and still be all there is.
      alive[i] = leaves[i] === 0 ? 1 : stayed / all;
    }
  });
  return alive;
}

/** The far time of `aliveByCell`, in units of the largest of α, β and the ages there are. */
const farthest = 1e6;

/** G, as a function of age. */
function leavingBeforeOrdering(
  params: ParetoParams,
  frequency: number,
  far: number,
): (age: number) => number {
  return (age) => {
    const { ordering, leaving } = livingAt(params, frequency, age);
    return raceWon(leaving, ordering, far - age);
  };
}
