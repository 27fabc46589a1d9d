import type { Resolvers } from '../generated/resolvers.ts';

export const snapshotResolvers: Resolvers = {
  Mutation: {
    refreshStart: async (_parent, _arguments, { stores }) => ({
      refresh: await stores.snapshots.startRefresh(),
      userErrors: [],
    }),
  },
  Snapshot: {
    asOf: ({ asOfDay }) => asOfDay,
    timeZone: ({ settings }) => settings.timeZone,
    currencyCode: ({ settings }) => settings.currency,
    buyers: ({ counts }) => counts.buyers,
    orders: ({ counts }) => counts.orders,
    excludedOrders: ({ counts }) => counts.excludedOrders,
  },
};
