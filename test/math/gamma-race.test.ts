import { expect, test } from 'vitest';
import { raceExponent, raceWon } from '../../graph/math/gamma-race.ts';
import { magnitude, seeded } from '../models/random.ts';
import { referenceCases, worstError } from './reference.ts';

test('raceWon is within 64 epsilon of 50-digit values', () => {
  const { error, inputs } = worstError(
    referenceCases('pareto.json', 'raceWon'),
    (s = 1, b = 1, R = 1, a = 1, t = 0) =>
      raceWon({ shape: s, scale: b }, { shape: R, scale: a }, t),
  );
  expect(error / Number.EPSILON, `at ${inputs}`).toBeLessThan(64);
});

test('one event comes first, or the other, or neither: the three add up to 1', () => {
  const random = seeded(31);
  for (let i = 0; i < 20_000; i++) {
    const draw = () => ({ shape: magnitude(random, -4, 4), scale: magnitude(random, -4, 6) });
    const [one, other] = [draw(), draw()];
    const t = magnitude(random, -3, 5);
    const neither = Math.exp(-raceExponent(one, other, t));
    const sum = raceWon(one, other, t) + raceWon(other, one, t) + neither;
    expect(Math.abs(sum - 1), JSON.stringify({ one, other, t })).toBeLessThan(1e-12);
  }
});

test('equals in a race win in proportion to their shapes', () => {
  const win = raceWon({ shape: 1e-3, scale: 7 }, { shape: 0.2, scale: 7 }, Infinity);
  expect(win / (1e-3 / 0.201)).toBeCloseTo(1, 13);
});

test('no time and no shape win nothing', () => {
  const event = { shape: 2, scale: 3 };
  expect(raceWon(event, event, 0)).toBe(0);
  expect(raceWon({ shape: 0, scale: 1 }, event, 10)).toBe(0);
});
