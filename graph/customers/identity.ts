import type { CustomerKey } from './customer-key.ts';

/** `from` and `into` are one person, and go by the name of `into`. */
export interface Merge {
  readonly from: CustomerKey;
  readonly into: CustomerKey;
  /** Compares as text; the merge of the smaller version came first. */
  readonly version: string;
}

/** Who somebody is after all merges. */
export interface Identity {
  /** The key that all others were merged into. */
  readonly key: CustomerKey;
  /** The other keys of the same person, in text order; empty for nearly everybody. */
  readonly merged: readonly CustomerKey[];
}

/**
 * The name that each merged customer goes by, over all customers that a merge names. Merges are taken
 * in the order of their versions, each between whom its two sides go by at that point, and one that
 * would merge somebody into themselves is passed over. So the result depends on the set of merges alone: not
 * on the order in which they arrive, and a repeated one changes nothing.
 */
export function mergedNames(merges: Iterable<Merge>): ReadonlyMap<CustomerKey, CustomerKey> {
  const parents = new Map<CustomerKey, CustomerKey>();
  for (const { from, into } of [...merges].sort(byVersion)) {
    const [lower, upper] = [rootOf(from, parents), rootOf(into, parents)];
    parents.set(upper, upper);
    parents.set(lower, upper);
  }
  return new Map([...parents.keys()].map((key) => [key, rootOf(key, parents)]));
}

/** Follows the names up, and shortens the way for the next time. */
function rootOf(key: CustomerKey, parents: Map<CustomerKey, CustomerKey>): CustomerKey {
  let root = key;
  for (let parent = parents.get(root); parent && parent !== root; parent = parents.get(root)) {
    root = parent;
  }
  for (let step = key; step !== root; ) {
    const next = parents.get(step) ?? root;
    parents.set(step, root);
    step = next;
  }
  return root;
}

function byVersion(a: Merge, b: Merge): number {
  const [left, right] = [a, b].map(({ version, from, into }) =>
    JSON.stringify([version, from, into]),
  );
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

/** Who a customer is, given every merge that has to do with them. */
export function identityOf(
  key: CustomerKey,
  names: ReadonlyMap<CustomerKey, CustomerKey>,
): Identity {
  const root = names.get(key) ?? key;
  const merged = [...names].filter(([name, other]) => other === root && name !== root);
  return { key: root, merged: merged.map(([name]) => name).sort() };
}
