import { purchasesOf } from '../../graph/models/cells.ts';
import { fitModels } from '../../graph/models/fit.ts';
import { intervals } from '../../graph/models/intervals.ts';
import { predictor } from '../../graph/models/predictor.ts';
import { seeded } from './random.ts';
import { type SpendingShop, simulateHoldout } from './simulate-holdout.ts';

const shop: SpendingShop = {
  orders: [0.8, 50, 0.8, 2.8],
  spend: [6, 4, 15],
  customers: 600,
  ages: [60, 730],
  horizonDays: 365,
  annualRate: 0.1,
};
const terms = { horizonDays: shop.horizonDays, annualRate: shop.annualRate, level: 0.9 };

/** Customers of a shop that are asked for; they share its parameters, so more say little more. */
const asked = 60;

export interface Coverage {
  readonly orders: number;
  readonly value: number;
  readonly totals: number;
}

/** Shares of 90 % intervals that held what came, over simulated shops of a size that are each fitted anew. */
export function coverage(
  shops: number,
  { customers, seed }: { readonly customers: number; readonly seed: number },
): Coverage {
  const random = seeded(seed);
  const held = { orders: 0, value: 0, totals: 0 };
  let checked = 0;
  for (let i = 0; i < shops; i++) {
    const cells = simulateHoldout(random, { ...shop, customers });
    const fitted = fitModels(cells, cells);
    const { orders, value, total } = intervals(fitted);
    const { orders: orderModel, spend } = predictor(fitted);
    if (!(orders && value && total && orderModel && spend)) {
      throw new Error('Expected a shop of this size to be fitted');
    }
    for (let j = 0; j < customers; j += Math.max(1, Math.floor(customers / asked))) {
      const purchases = purchasesOf(cells, j);
      const customer = { ...purchases, repeatSpend: cells.repeatSpend[j] ?? 0 };
      const inOrders = orders(purchases, terms.horizonDays, terms.level);
      checked++;
      held.orders += holds(inOrders, cells.holdoutOrders[j] ?? 0);
      held.value += holds(value(customer, terms), cells.holdoutSpend[j] ?? 0);
    }
    const values = spend.orderValueSumByCell(cells);
    const expected = orderModel
      .discountedOrdersByCell(cells, terms.horizonDays, terms.annualRate)
      .reduce((sum, expectedOrders, j) => sum + expectedOrders * (values[j] ?? 0), 0);
    const actual = cells.holdoutSpend.reduce((sum, spent) => sum + spent, 0);
    held.totals += holds(total(cells, terms), actual / expected);
  }
  return {
    orders: held.orders / checked,
    value: held.value / checked,
    totals: held.totals / shops,
  };
}

function holds({ low, high }: { readonly low: number; readonly high: number }, actual: number) {
  return actual >= low && actual <= high ? 1 : 0;
}
