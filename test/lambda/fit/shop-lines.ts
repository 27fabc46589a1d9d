import { seeded } from '../../models/random.ts';
import { gammaVariable } from '../../models/simulate.ts';

/** An order of a small shop. */
export interface ShopOrder {
  readonly customer: string;
  readonly day: string;
  readonly amount: string;
}

/** Orders over two years of customers who order at random and leave at random; the same for ever. */
export function shopOrders(customers = 250): ShopOrder[] {
  const random = seeded(77);
  return Array.from({ length: customers }, (_, index) => {
    const rate = gammaVariable(random, 0.8) / 50;
    const leaving = gammaVariable(random, 0.7);
    const dropout = leaving / (leaving + gammaVariable(random, 3));
    const mean = 20 + 40 * random();
    const orders: ShopOrder[] = [];
    let day = Math.floor(500 * random());
    let isCustomer = true;
    while (isCustomer && day < 730) {
      const amount = (mean * (0.6 + 0.8 * random())).toFixed(2);
      orders.push({ customer: `c${index}`, day: dateOf(day), amount });
      day += Math.ceil(-Math.log(random()) / rate);
      isCustomer = random() > dropout;
    }
    return orders;
  }).flat();
}

function dateOf(day: number): string {
  return new Date(Date.UTC(2024, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);
}

/** As a CSV file with the three columns a shop has. */
export function shopLines(orders = shopOrders()): string[] {
  return [
    'customer_id,order_date,total',
    ...orders.map(({ customer, day, amount }) => `${customer},${day},${amount}`),
  ];
}
