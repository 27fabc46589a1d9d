import { type DiscountTerms, discountedOrders, isEndless } from './discounting.ts';
import { endlessOrders } from './endless-orders.ts';
import { ordersOfLiving, shapeOfCurve } from './erlang-orders.ts';
import type { LivingCustomer } from './living-customer.ts';
import { smoothCurve } from './smooth-curve.ts';

interface Discounting extends Pick<DiscountTerms, 'horizon' | 'rate'> {
  /** Expected orders of the customer until τ. */
  readonly curve: (tau: number) => number;
}

/** Discounted orders of a living customer, as a function of age. */
export function discountedWhileAlive(
  customer: LivingCustomer,
  alpha: number,
  { horizon, rate, curve }: Discounting,
): (age: number) => number {
  const { bend, density } = shapeOfCurve(customer);
  const hasUsualDropout = (customer.dropout ?? 1) === 1;
  return (age) => {
    const unit = alpha + age;
    if (hasUsualDropout && isEndless(horizon, rate)) {
      return endlessOrders(customer, rate * unit);
    }
    const terms = { horizon, rate, scale: unit * bend, density };
    return discountedOrders((t) => curve(t / unit), terms);
  };
}

/** The curve of a living customer, for ages enough to pay for its smoothing. */
export function smoothOrders(customer: LivingCustomer, longest: number): (tau: number) => number {
  return smoothCurve(ordersOfLiving(customer), shapeOfCurve(customer).bend, longest);
}
