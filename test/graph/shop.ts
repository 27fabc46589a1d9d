import { type MemoryStores, memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';

/** Customers 001, 002, ... in one snapshot; customer n spent n on each of `ordersEach` days. */
export function shopOf(customers: number, ordersEach = 1): MemoryStores {
  return memoryStores({ asOfDay: '2026-06-30', orders: ordersOf(customers, ordersEach) });
}

/** The orders of `shopOf`. */
export function ordersOf(customers: number, ordersEach = 1) {
  return numbers(customers).flatMap((number) =>
    numbers(ordersEach).map((day) =>
      order({
        customer: nameOf(number),
        day: `2026-01-${String(day).padStart(2, '0')}`,
        amount: String(number),
      }),
    ),
  );
}

export function nameOf(number: number): string {
  return String(number).padStart(3, '0');
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
