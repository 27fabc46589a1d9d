import { coverage } from '../models/coverage.ts';
import { printTable } from './print.ts';

/** A share near 0.9 of a thousand shops is known to a point, give or take. */
const usualShops = 1000;

const sizes = [150, 300, 600, 3000];

/**
 * Coverage of 90 % intervals by shop size: BG/NBD and Gamma-Gamma fitted to simulated shops, a year ahead.
 * The environment variable COVERAGE_SHOPS asks another number of them.
 */
export function coverageBench(): void {
  const shops = Number(process.env['COVERAGE_SHOPS'] ?? usualShops);
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const error = Math.sqrt((0.9 * 0.1) / shops);
  printTable(
    `Coverage of 90 % intervals a year ahead, ${shops} simulated shops of each size (totals ± ${percent(error)})`,
    ['customers of a shop', 'their orders', 'their value', 'totals'],
    sizes.map((customers) => {
      const { orders, value, totals } = coverage(shops, { customers, seed: customers });
      return [customers, percent(orders), percent(value), percent(totals)];
    }),
  );
}
