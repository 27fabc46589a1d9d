import type { Resolvers } from '../generated/resolvers.ts';
import { decimalText, money } from '../money.ts';
import { findProduct, listProducts } from './product.ts';

export const productResolvers: Resolvers = {
  Query: {
    products: (_parent, input, context) => listProducts(input, context),
    product: (_parent, { key }, context) => findProduct(key, context),
  },
  Product: {
    key: ({ key }) => key,
    sold: async ({ sold }, _arguments, context) => ({
      orders: sold.orders,
      units: decimalText(sold.units),
      revenue: money(sold.revenue, await context.currency()),
    }),
  },
};
