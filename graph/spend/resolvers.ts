import type { Resolvers } from '../generated/resolvers.ts';
import { recordSpend } from './record.ts';

export const spendResolvers: Resolvers = {
  Mutation: {
    spendRecord: async (_parent, { entries }, context) => {
      const { entries: recorded, import: report, userErrors } = await recordSpend(entries, context);
      return { entries: [...recorded], import: report, userErrors: [...userErrors] };
    },
  },
};
