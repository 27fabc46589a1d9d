import { knownExport } from './known-export.ts';

/**
 * Customers as Shopify's admin exports them: profiles, and what the shop counts for each. Who it is
 * follows the orders export, which knows no customer id: the address, then the telephone.
 */
export const shopifyCustomers = knownExport({
  kind: 'customers',
  format: 'shopify-customers',
  source: 'shopify',
  signature: ['firstname', 'totalspent', 'totalorders'],
  aliases: {
    customerId: ['customerid'],
    email: ['email'],
    phone: ['phone', 'defaultaddressphone'],
    firstName: ['firstname'],
    lastName: ['lastname'],
    country: ['countrycode', 'defaultaddresscountrycode', 'country'],
    lifetimeSpend: ['totalspent'],
    lifetimeOrders: ['totalorders'],
  },
  needed: ['firstName', 'lifetimeSpend', 'lifetimeOrders'],
  amounts: ['lifetimeSpend'],
  isExport: ({ columns }) => columns.some((column) => /^(email|phone)$/i.test(column)),
  details: () => ({ preparation: 'shopify-customers' }),
});
