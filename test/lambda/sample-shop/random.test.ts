import { expect, test } from 'vitest';
import { beta, gamma, pickWeighted } from '../../../lambda/local/sample-shop/distributions.ts';
import { type Random, randomStream } from '../../../lambda/local/sample-shop/random.ts';

const draws = 40_000;

function moments(draw: (random: Random) => number): { mean: number; variance: number } {
  const random = randomStream(1, 2);
  const values = Array.from({ length: draws }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / draws;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws;
  return { mean, variance };
}

test('a stream starts anew with the same keys', () => {
  const [first, second] = [randomStream(5, 1, 2), randomStream(5, 1, 2)];
  expect([first(), first(), first()]).toEqual([second(), second(), second()]);
});

test('a stream differs from that of a neighbouring key', () => {
  expect(randomStream(5, 1, 2)()).not.toBe(randomStream(5, 1, 3)());
});

test('the first draws of neighbouring streams are uniform', () => {
  let sum = 0;
  for (let key = 0; key < draws; key++) {
    sum += randomStream(9, key)();
  }
  // Five standard errors of the mean of a uniform.
  expect(Math.abs(sum / draws - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / draws));
});

test('a stream has the moments of a uniform', () => {
  const { mean, variance } = moments((random) => random());
  expect(mean).toBeCloseTo(0.5, 2);
  expect(variance).toBeCloseTo(1 / 12, 2);
});

test.each([0.35, 1.6, 6])('gamma of shape %s has its mean and variance', (shape) => {
  const { mean, variance } = moments((random) => gamma(random, shape, 2));
  expect(mean / (shape / 2)).toBeCloseTo(1, 1);
  expect(variance / (shape / 4)).toBeCloseTo(1, 1);
});

test('beta has its mean and variance', () => {
  const { mean, variance } = moments((random) => beta(random, 1, 3.5));
  expect(mean).toBeCloseTo(1 / 4.5, 2);
  expect(variance).toBeCloseTo(3.5 / (4.5 ** 2 * 5.5), 2);
});

test('an item of weight 0 is never picked', () => {
  const random = randomStream(3);
  const picked = Array.from({ length: 1000 }, () => pickWeighted(random, [0, 1, 0], (w) => w));
  expect(new Set(picked)).toEqual(new Set([1]));
});
