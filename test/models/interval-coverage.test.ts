import { expect, test } from 'vitest';
import { type Coverage, coverage } from './coverage.ts';

const covered = coverage(200, { customers: 600, seed: 21 });

function print(of: keyof Coverage, whose: string): void {
  process.stdout.write(
    `${of}: ${(covered[of] * 100).toFixed(1)} % of ${whose} in their 90 % interval\n`,
  );
}

test.each(['orders', 'value'] as const)('nine of ten customers’ %s lie in their interval', (of) => {
  print(of, 'customers');
  expect(covered[of]).toBeGreaterThan(0.88);
  expect(covered[of]).toBeLessThan(0.92);
});

test('nine of ten shops’ totals lie in their interval', () => {
  print('totals', 'shops');
  // 200 shops tell a share to two points, give or take; the bench asks a thousand of each size.
  expect(covered.totals).toBeGreaterThan(0.86);
  expect(covered.totals).toBeLessThan(0.94);
});
