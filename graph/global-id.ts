import { clientError } from './errors.ts';

/** Types that have a global id. */
export const nodeTypes = [
  'Business',
  'Campaign',
  'Channel',
  'Cohort',
  'Country',
  'Customer',
  'Export',
  'Import',
  'Order',
  'Product',
  'Segment',
] as const;
export type NodeType = (typeof nodeTypes)[number];

export interface NodeKey {
  readonly type: NodeType;
  readonly key: string;
}

/** Opaque to clients, but not secret: base64url of `type:key`. */
export function toGlobalId(type: NodeType, key: string): string {
  return Buffer.from(`${type}:${key}`).toString('base64url');
}

/**
 * What a global id names; undefined for text that is no id of ours. Base64 is decoded leniently, so
 * only the one spelling that we give counts: a thing has one id.
 */
export function fromGlobalId(id: string): NodeKey | undefined {
  const text = Buffer.from(id, 'base64url').toString('utf8');
  const separator = text.indexOf(':');
  const type = nodeTypes.find((name) => name === text.slice(0, separator));
  const key = text.slice(separator + 1);
  return type && toGlobalId(type, key) === id ? { type, key } : undefined;
}

/** The key behind an id of one type; refuses ids of other types and foreign text. */
export function keyOfGlobalId(id: string, type: NodeType): string {
  const node = fromGlobalId(id);
  if (node?.type !== type) {
    const article = /^[AEIO]/.test(type) ? 'an' : 'a';
    throw clientError(
      'BAD_USER_INPUT',
      `Expected the id of ${article} ${type}, got ${JSON.stringify(id)}.`,
    );
  }
  return node.key;
}
