import { type Event, raceExponent, raceWon } from '../math/gamma-race.ts';
import type { Cells, Purchases } from './cells.ts';
import { groupForPareto, type ParetoGroup } from './pareto-data.ts';
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
 * P(alive) for each cell, with the integrals of one x and time shared.
 *
 * As in `leavingMoments`: with G(t) the chance of a customer alive at t to leave before a further order and
 * before the last time there is, left = G(t_x) - stayed · G(T).
 */
export function aliveByCell(params: ParetoParams, cells: Cells): Float64Array {
  const alive = new Float64Array(cells.frequency.length);
  for (const group of groupForPareto(cells)) {
    const { ageIndex, recencyIndex } = group;
    const { leaves, exponents } = leavingBeforeOrdering(params, group);
    for (let i = 0; i < ageIndex.length; i++) {
      const end = ageIndex[i]!;
      const start = recencyIndex[i]!;
      const stayed = Math.exp(exponents[start]! - exponents[end]!);
      // Where nobody ever leaves, `stayed` may underflow and still be all there is.
      const neverLeaves = leaves[start] === 0;
      const all = stayed * (1 - leaves[end]!) + leaves[start]!;
      alive[group.cells[i]!] = neverLeaves ? 1 : stayed / all;
    }
  }
  return alive;
}

/** At each time of a group: G, and -ln of the chance of silence since age 0. */
function leavingBeforeOrdering(params: ParetoParams, { frequency, times }: ParetoGroup) {
  const leaves = new Float64Array(times.length);
  const exponents = new Float64Array(times.length);
  const newcomer = livingAt(params, frequency, 0);
  for (let i = times.length - 1; i >= 0; i--) {
    exponents[i] = raceExponent(newcomer.ordering, newcomer.leaving, times[i]!);
    if (i < times.length - 1) {
      const { ordering, leaving } = livingAt(params, frequency, times[i]!);
      const carry = Math.exp(exponents[i]! - exponents[i + 1]!);
      leaves[i] = raceWon(leaving, ordering, times[i + 1]! - times[i]!) + carry * leaves[i + 1]!;
    }
  }
  return { leaves, exponents };
}
