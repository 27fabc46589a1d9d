import type { Resolvers } from '../generated/resolvers.ts';
import { listCohorts } from './cohort.ts';

export const cohortResolvers: Resolvers = {
  Query: {
    cohorts: (_parent, { granularity, between }, context) =>
      listCohorts(granularity, between, context),
  },
  Cohort: {
    granularity: ({ period }) => period.granularity,
    from: ({ period }) => period.from,
    to: ({ period }) => period.to,
  },
};
