import { dateOf, dayCount } from './calendar.ts';
import { type ShopCustomer, shopCustomer } from './customer.ts';
import { type SampleShop, streams } from './options.ts';
import { randomStream } from './random.ts';
import { timeOfDay, type Visit } from './visits.ts';

/** The shop's own account, whose orders try out the checkout. */
export function staffCustomer(shop: SampleShop, acquired: Float64Array): ShopCustomer {
  return {
    ...shopCustomer(shop, acquired, 0),
    index: -1,
    id: 'C0000000',
    email: 'checkout.test@example.org',
    name: 'Checkout Test',
    phone: '',
    firstDay: 0,
    referredBy: '',
  };
}

/** One test order on the third of every month. */
export function staffVisits(shop: SampleShop, customer: ShopCustomer): Visit[] {
  const random = randomStream(shop.seed, streams.staff);
  const thirds = Array.from({ length: dayCount }, (_, day) => day).filter((day) =>
    dateOf(day).endsWith('-03'),
  );
  return thirds.map((day, sequence) => ({
    customer,
    sequence,
    kind: 'test',
    at: { day, second: timeOfDay(random) },
    isFirst: false,
  }));
}
