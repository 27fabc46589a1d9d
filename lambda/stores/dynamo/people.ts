import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import {
  type Identity,
  identityOf,
  type Merge,
  mergedNames,
} from '../../../graph/customers/identity.ts';
import { headKey } from '../../layout.ts';
import { batchGet } from './batch-get.ts';
import { type Head, headOf } from './heads.ts';
import type { Table } from './table.ts';

/** Customers, and everybody who was merged with them, as their heads say at one time. */
export interface People {
  /** Everybody whose head was looked for. */
  readonly asked: ReadonlySet<CustomerKey>;
  readonly heads: ReadonlyMap<CustomerKey, Head>;
  identityOf(customer: CustomerKey): Identity;
}

/** One batch read for customers of whom none was merged; one more for each step that merges lead further. */
export async function readPeople(table: Table, customers: readonly CustomerKey[]): Promise<People> {
  const heads = new Map<CustomerKey, Head>();
  const seen = new Set<CustomerKey>();
  let next: readonly CustomerKey[] = [...new Set(customers)];
  while (next.length > 0) {
    const items = await batchGet(table, next.map(headKey));
    for (const [index, customer] of next.entries()) {
      seen.add(customer);
      const item = items[index];
      if (item) {
        heads.set(customer, headOf(item));
      }
    }
    const named = next.flatMap((customer) => neighboursOf(heads.get(customer)));
    next = [...new Set(named)].filter((customer) => !seen.has(customer));
  }
  const names = mergedNames(mergesIn(heads));
  return { asked: seen, heads, identityOf: (customer) => identityOf(customer, names) };
}

function neighboursOf(head: Head | undefined): readonly CustomerKey[] {
  return head ? [...head.into.keys(), ...head.from] : [];
}

/** What the merged customer's head says counts; the other's only tells where to look. */
function mergesIn(heads: ReadonlyMap<CustomerKey, Head>): Merge[] {
  return [...heads].flatMap(([from, { into }]) =>
    [...into].map(([target, version]) => ({ from, into: target, version })),
  );
}
