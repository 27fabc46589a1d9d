import { expect, test } from 'vitest';
import { wholeDistribution } from '../../graph/models/count-distribution.ts';
import { effectiveHorizon } from '../../graph/models/effective-horizon.ts';
import { countInterval, tailsOf } from '../../graph/models/prediction-interval.ts';
import { seeded } from './random.ts';

test.each([
  ['cuts equal tails', [0.04, 0.1, 0.4, 0.3, 0.12, 0.04], 0.9, [1, 4]],
  ['keeps 0 where it is more than a tail', [0.2, 0.3, 0.3, 0.11, 0.09], 0.9, [0, 3]],
  ['is 0 alone where nothing is likelier than the level', [0.95, 0.04, 0.01], 0.9, [0, 0]],
  ['takes the nearest probability, be it less', [0.88, 0.11, 0.01], 0.9, [0, 0]],
  ['takes the nearest probability, be it more', [0.6, 0.34, 0.06], 0.9, [0, 1]],
  ['of a certain count is that count', [0, 0, 1], 0.9, [2, 2]],
] as const)('the interval of a count %s', (_name, probabilities, level, [low, high]) => {
  expect(countInterval(Float64Array.from(probabilities), level)).toEqual({ low, high });
});

test('an interval of higher level holds those of lower', () => {
  const random = seeded(14);
  for (let i = 0; i < 300; i++) {
    const masses = Array.from({ length: 1 + Math.floor(random() * 12) }, () => random() ** 3);
    const whole = masses.reduce((sum, mass) => sum + mass, 0);
    const probabilities = Float64Array.from(masses, (mass) => mass / whole);
    let { low, high } = countInterval(probabilities, 0.5);
    for (const level of [0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999]) {
      const wider = countInterval(probabilities, level);
      expect(wider.low).toBeLessThanOrEqual(low);
      expect(wider.high).toBeGreaterThanOrEqual(high);
      ({ low, high } = wider);
    }
  }
});

test.each([
  [0, 0.05, 0.05],
  [0.04, 0.05, 0.05],
  [0.07, 0, 0.07],
  [0.5, 0, 0.1],
])('an amount that is 0 with probability %d leaves %d below and %d above', (zero, below, above) => {
  expect(tailsOf(zero, 0.9)).toEqual({
    below: expect.closeTo(below, 12),
    above: expect.closeTo(above, 12),
  });
});

test.each([0, 1, Number.NaN])('a level of %d is refused', (level) => {
  expect(() => countInterval(Float64Array.of(1), level)).toThrow('between 0 and 1');
});

test('a distribution reaches as far as it matters, and its last count stands for the rest', () => {
  const halves = (upTo: number) =>
    Float64Array.from({ length: upTo + 1 }, (_, n) => 0.5 ** (n + 1));
  const counts = wholeDistribution(halves, { expected: 1, rest: 1e-3, most: 1000 });
  expect(counts).toHaveLength(10);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(1, 14);
  expect(wholeDistribution(halves, { expected: 1, rest: 1e-3, most: 2 })).toEqual(
    Float64Array.of(0.5, 0.25, 0.25),
  );
});

test('undiscounted days count in full, endless ones as two mean lives of a discounted amount', () => {
  expect(effectiveHorizon(365, 0)).toBe(365);
  expect(effectiveHorizon(Infinity, 0.1)).toBeCloseTo((2 * 365) / Math.log(1.1), 8);
  expect(effectiveHorizon(365, 1e-9) / 365).toBeCloseTo(1, 8);
  expect(effectiveHorizon(Infinity, 1e-9)).toBe(18_250);
});
