import type { Resolvers } from '../generated/resolvers.ts';
import { sumOf } from './lives.ts';
import { quantileDays, repeatRateWithin, secondOrderCurve } from './repeat-purchase.ts';
import { daysToShare } from './second-order.ts';

export const retentionResolvers: Resolvers = {
  RepeatPurchase: {
    customers: ({ lives }) => sumOf(lives.customers),
    repeated: ({ lives }) => sumOf(lives.secondOrders),
    repeatRate: (source, input) => repeatRateWithin(source, input),
    medianDays: ({ seconds }) => daysToShare(seconds(), 0.5),
    quantileDays: (source, { share }) => quantileDays(source, share),
    curve: (source, { days }) => secondOrderCurve(source, days),
    daysObserved: ({ seconds }) => seconds().daysObserved,
  },
};
