import type { Context } from '../context.ts';
import { clientError } from '../errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { fromGlobalId, type NodeType } from '../global-id.ts';

const maxIds = 100;

/** Finds a node of one type by its key; null when there is none. */
export type NodeFinder = (key: string, context: Context) => unknown;

/**
 * Resolvers of `node` and `nodes`. The finders come from the domains, by way of the server, so that
 * this folder knows none of them.
 */
export function createNodeResolvers(finders: Readonly<Record<NodeType, NodeFinder>>): Resolvers {
  const find = async (id: string, context: Context) => {
    const key = fromGlobalId(id);
    const node = key ? await finders[key.type](key.key, context) : null;
    // Interfaces are resolved by name: the id knows it.
    return key && node ? Object.assign(Object.create(null), node, { __typename: key.type }) : null;
  };
  return {
    Query: {
      node: (_parent, { id }, context) => find(id, context),
      nodes: (_parent, { ids }, context) => {
        if (ids.length > maxIds) {
          throw clientError('BAD_USER_INPUT', `Expected at most ${maxIds} ids, got ${ids.length}.`);
        }
        return Promise.all(ids.map((id) => find(id, context)));
      },
    },
    Node: {
      __resolveType: (node) => (node as unknown as { readonly __typename: NodeType }).__typename,
    },
  };
}
