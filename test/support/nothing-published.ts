import type { PublishedOrders } from '../../lambda/stores/s3/published-orders.ts';

/** A shop before its first refresh. */
export const nothingPublished: PublishedOrders = {
  customersOf: async (keys) => keys.map(() => undefined),
  headersOf: async () => new Map(),
  ordersOf: async () => new Map(),
};
