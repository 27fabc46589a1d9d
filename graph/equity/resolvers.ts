import type { Resolvers } from '../generated/resolvers.ts';
import type { Money } from '../money.ts';
import { amountOf, curveOf, plus, residualOf } from './curve.ts';
import {
  type Arrivals,
  type CustomerEquity,
  futureValue,
  newcomerValue,
} from './customer-equity.ts';
import { futureEstimate } from './future-estimate.ts';

export const equityResolvers: Resolvers = {
  CustomerEquity: {
    existing: ({ existing }) => existing(),
    residual: (equity) => amountOf(equity, residualOf(equity)),
    residualReason: ({ reason, valuation }) =>
      reason?.code ?? (valuation.terms.discountRate > 0 ? null : 'UNBOUNDED'),
    future: (equity) => ofArrivals(equity, (arrivals) => futureOf(equity, arrivals)),
    futureEstimate: async (equity) => {
      const found = await equity.arrivals();
      return typeof found === 'string'
        ? null
        : futureEstimate(found, equity.valuation, equity.currency);
    },
    total: (equity) =>
      ofArrivals(equity, (arrivals) =>
        plus(equity.existing()?.amount ?? null, futureOf(equity, arrivals)),
      ),
    newCustomerValue: (equity) =>
      ofArrivals(equity, (arrivals) => newcomerValue(arrivals, equity.valuation)),
    acquisitionRate: async ({ arrivals }) => {
      const found = await arrivals();
      return typeof found === 'string' ? null : found.rate;
    },
    futureReason: async ({ arrivals }) => {
      const found = await arrivals();
      return typeof found === 'string' ? found : null;
    },
    curve: (equity, { horizonsDays }) => curveOf(equity, horizonsDays),
  },
};

function futureOf({ valuation }: CustomerEquity, arrivals: Arrivals): number {
  return futureValue(arrivals, valuation, valuation.terms.horizonDays);
}

async function ofArrivals(
  equity: CustomerEquity,
  value: (arrivals: Arrivals) => number | null,
): Promise<Money | null> {
  const found = await equity.arrivals();
  return typeof found === 'string' ? null : amountOf(equity, value(found));
}
