import type { Resolvers } from '../generated/resolvers.ts';
import { money } from '../money.ts';

export const forecastResolvers: Resolvers = {
  ForecastWeek: {
    newCustomerRevenue: ({ newCustomerRevenue, currency }) =>
      newCustomerRevenue === null ? null : money(newCustomerRevenue, currency),
  },
  CountEstimate: {
    low: ({ interval }) => interval().low,
    high: ({ interval }) => interval().high,
  },
};
