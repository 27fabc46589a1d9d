import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { fromGlobalId, toGlobalId } from '../global-id.ts';
import { downloadOf } from './download.ts';
import { asSeenAt, type Export } from './export.ts';
import { startExport } from './start.ts';

export const exportResolvers: Resolvers = {
  Query: {
    export: async (_parent, { id }, context) => {
      const node = fromGlobalId(id);
      return node?.type === 'Export' ? findExport(node.key, context) : null;
    },
  },
  Mutation: {
    exportStart: async (_parent, { input }, context) => {
      const result = await startExport(input, context);
      return Array.isArray(result)
        ? { export: null, userErrors: result }
        : { export: result as Export, userErrors: [] };
    },
  },
  Export: {
    id: ({ id }) => toGlobalId('Export', id),
    download: (parent, _arguments, context) => downloadOf(parent, context),
  },
};

/** Null when there is none, or none any more. */
export async function findExport(id: string, context: Context): Promise<Export | null> {
  const { stores, now } = context;
  const [found, snapshot] = await Promise.all([stores.exports.get(id), context.snapshot()]);
  return found ? asSeenAt(now(), found, snapshot?.erasedAt) : null;
}
