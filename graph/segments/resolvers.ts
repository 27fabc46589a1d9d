import type { Resolvers } from '../generated/resolvers.ts';
import { segmentsOf } from './membership.ts';
import { deleteSegment, saveSegment } from './save.ts';
import { findSegment, listSegments } from './segment.ts';

export const segmentResolvers: Resolvers = {
  Query: {
    segments: (_parent, _arguments, context) => listSegments(context),
    segment: (_parent, { key }, context) => findSegment(key, context),
  },
  Mutation: {
    segmentSave: async (_parent, { input }, context) => {
      const saved = await saveSegment(input, context);
      return Array.isArray(saved)
        ? { segment: null, userErrors: saved }
        : { segment: await findSegment(input.key, context), userErrors: [] };
    },
    segmentDelete: async (_parent, { key }, context) => {
      const deleted = await deleteSegment(key, context);
      return typeof deleted === 'string'
        ? { deletedKey: deleted, userErrors: [] }
        : { deletedKey: null, userErrors: deleted };
    },
  },
  Customer: {
    segments: (customer, _arguments, context) => segmentsOf(customer, context),
  },
  Segment: {
    key: ({ key }) => key,
    isBuiltIn: ({ definition }) => definition.isBuiltIn,
    rule: ({ definition }) => definition.filter,
    isPublished: (segment, _arguments, { loaders }) => loaders.population.isPublished(segment),
  },
};
