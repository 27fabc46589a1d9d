import type { Resolvers } from '../generated/resolvers.ts';

export const viewerResolvers: Resolvers = {
  Query: {
    viewer: (_parent, _arguments, { viewer }) => viewer,
  },
};
