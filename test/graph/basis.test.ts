import { expect, test } from 'vitest';
import { defaultSettings } from '../../graph/settings.ts';
import { basisRate } from '../../graph/value/basis.ts';
import { shopOf } from './shop.ts';

test.each([
  [0.4, 0.1, 0.3],
  [0.3, 0.1, 0.2],
  [0.35, 0.05, 0.3],
  [0.1, 0.3, -0.2],
])('a margin of %d less a variable cost of %d is %d, as written', (margin, variableCost, rate) => {
  expect(basisRate('CONTRIBUTION', undefined, { ...defaultSettings, margin, variableCost })).toBe(
    rate,
  );
});

test('a margin that is a quotient of sums is shown and used in twelve significant digits', () => {
  const { snapshot } = shopOf(1);
  const observed = { ...snapshot, marginRate: 0.1 + 0.2 };
  expect(basisRate('GROSS_MARGIN', observed, defaultSettings)).toBe(0.3);
});
