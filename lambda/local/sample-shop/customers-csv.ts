import { acquiredBefore } from './acquisition.ts';
import { customerColumns } from './columns.ts';
import { csvLine } from './csv.ts';
import { type ShopCustomer, shopCustomer } from './customer.ts';
import type { SampleShop } from './options.ts';
import { staffCustomer } from './staff.ts';

/** Every customer in the order of acquisition, guests included, with their hidden true figures. */
export function* shopCustomers(shop: SampleShop): Generator<ShopCustomer> {
  const acquired = acquiredBefore(shop);
  for (let index = 0; index < shop.customers; index++) {
    yield shopCustomer(shop, acquired, index);
  }
}

/** The lines of the customers file, header first: the staff's account, then the customers'. */
export function* customersCsv(shop: SampleShop): Generator<string> {
  yield csvLine(customerColumns);
  yield customerLine(staffCustomer(shop, acquiredBefore(shop)));
  for (const customer of shopCustomers(shop)) {
    if (customer.id !== '') {
      yield customerLine(customer);
    }
  }
}

function customerLine({ id, email, name, phone, country, referredBy }: ShopCustomer): string {
  return csvLine([id, email, name, phone, country.code, referredBy]);
}
