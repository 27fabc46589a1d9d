import { expect, test } from 'vitest';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import { type Cells, purchasesOf } from '../../graph/models/cells.ts';

/** Many cells of every x up to 400, with ages in days. */
function manyCells(): Cells {
  const count = 24_000;
  const frequency = Float64Array.from(
    { length: count },
    (_, i) => 1 + Math.floor((i * 400) / count),
  );
  const age = frequency.map((_, i) => 30 + ((i * 619) % 1065));
  const recency = age.map((days, i) => days * ((i * 0.618) % 1));
  const customers = new Float64Array(count).fill(1);
  return { frequency, age, recency, customers, repeatSpend: new Float64Array(count) };
}

const cells = manyCells();

test.each([
  { name: 'CDNOW, in days', params: [0.24, 31, 0.79, 2.43] },
  { name: 'customers who differ little in how soon they leave', params: [1.5, 60, 5, 100] },
  { name: 'customers who leave soon', params: [0.25, 31, 30, 50] },
  { name: 'customers who differ much', params: [0.05, 10, 0.2, 0.3] },
] as const)('orders by cell are within 1e-10 of those one by one: $name', ({ params }) => {
  for (const horizon of [30, 365, 3650]) {
    const byCell = bgNbd.expectedOrdersByCell(params, cells, horizon);
    for (let i = 0; i < byCell.length; i += 97) {
      const one = bgNbd.expectedOrders(params, purchasesOf(cells, i), horizon);
      const error = Math.abs((byCell[i] ?? 0) - one);
      expect(error, `cell ${i}, horizon ${horizon}`).toBeLessThanOrEqual(1e-10 * one);
    }
  }
});
