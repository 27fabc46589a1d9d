import { expect, test } from 'vitest';
import { normalQuantile } from '../../graph/math/normal-quantile.ts';

test.each([
  [0.5, 0],
  [0.95, 1.6448536269514722],
  [0.975, 1.959963984540054],
  [0.9995, 3.2905267314918945],
  [0.01, -2.3263478740408408],
])('of %d is known', (probability, z) => {
  expect(normalQuantile(probability)).toBeCloseTo(z, 8);
});

test.each([0, 1, -1, Number.NaN])('there is none of %d', (probability) => {
  expect(() => normalQuantile(probability)).toThrow(`between 0 and 1, got ${probability}`);
});
