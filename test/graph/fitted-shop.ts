import Big from 'big.js';
import { addDays, daysBetween } from '../../graph/calendar.ts';
import type { Order } from '../../graph/orders/order.ts';
import { seeded } from '../models/random.ts';
import { type MemoryShop, memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';

const start = '2025-01-01';
export const asOfDay = '2026-06-30';

/** 300 customers who buy and leave at rates of their own: enough for both models to fit. */
export const fittedOrders: readonly Order[] = customers(300);

export const fittedShop: MemoryShop = {
  asOfDay,
  orders: fittedOrders,
  settings: { variableCost: 0.1 },
};

/** Stores of the shop; fitting takes a moment, so tests that only read share them. */
export function fittedStores() {
  return memoryStores(fittedShop);
}

function customers(count: number): Order[] {
  const random = seeded(7);
  return Array.from({ length: count }, (_, index) => historyOf(`c${index}`, random)).flat();
}

function historyOf(customer: string, random: () => number): Order[] {
  const meanGap = 15 + 120 * random();
  const dropout = 0.05 + 0.4 * random();
  const spend = 20 + 80 * random();
  const days = [addDays(start, Math.floor(365 * random()))];
  while (random() > dropout) {
    const gap = 1 + Math.floor(-meanGap * Math.log(random()));
    days.push(addDays(days.at(-1) ?? start, gap));
  }
  return days
    .filter((day) => daysBetween(day, asOfDay) >= 0)
    .map((day, index) =>
      order({
        customer,
        day,
        orderId: `${customer}-${index}`,
        amount: new Big(spend * (0.5 + random())).toFixed(2),
        ...(index % 2 === 0 ? { cost: '10' } : {}),
      }),
    );
}
