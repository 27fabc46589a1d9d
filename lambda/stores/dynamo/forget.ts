import { concurrently } from '../../concurrently.ts';
import {
  departureKey,
  emailPointerKey,
  headKey,
  orderPointerKey,
  recentOrderKey,
  recentProfileKey,
} from '../../layout.ts';
import { batchGet } from './batch-get.ts';
import { deleteIf } from './delete-if.ts';
import { type HeadEntry, headOf, lowerOverflow, removeFromHead } from './heads.ts';
import { readPointers } from './pointers.ts';
import { storedKeys } from './read-orders.ts';
import { requestsAtOnce, type Table } from './table.ts';

/** Forgets orders in the versions given and older ones. Heads first: a reader must not be sent to an item that is gone. */
export async function forgetOrders(table: Table, orders: readonly HeadEntry[]): Promise<void> {
  const pointers = await readPointers(
    table,
    orders.map(({ orderKey }) => orderKey),
  );
  const departures = orders.flatMap(({ orderKey, version }, index) => {
    const pointer = pointers[index];
    return pointer && pointer.version <= version
      ? [...pointer.former].map((customerKey) => ({
          customerKey,
          orderKey,
          version: pointer.version,
        }))
      : [];
  });
  const each = (entries: readonly HeadEntry[], work: (entry: HeadEntry) => Promise<unknown>) =>
    concurrently(requestsAtOnce, entries, async (entry) => {
      await work(entry);
    });
  const deleteUpTo = (key: Parameters<typeof deleteIf>[1], version: string) =>
    deleteIf(table, key, { condition: '#field <= :value', field: 'version', value: version });
  await each([...orders, ...departures], (entry) => removeFromHead(table, entry));
  await each(departures, ({ customerKey, orderKey, version }) =>
    deleteUpTo(departureKey(customerKey, orderKey), version),
  );
  await each(orders, async ({ customerKey, orderKey, version }) => {
    await deleteUpTo(recentOrderKey(customerKey, orderKey), version);
    await deleteUpTo(orderPointerKey(orderKey), version);
  });
  await settleHeads(
    table,
    [...orders, ...departures].map(({ customerKey }) => customerKey),
  );
}

/** Once a head names all orders that are left, or none is, readers need no query any more. */
async function settleHeads(table: Table, customers: readonly string[]): Promise<void> {
  const distinct = [...new Set(customers)];
  const items = await batchGet(table, distinct.map(headKey));
  for (const [index, customer] of distinct.entries()) {
    const head = items[index] && headOf(items[index]);
    if (head?.hasOverflow) {
      const left = await storedKeys(table, customer);
      if (left.every((key) => head.orders.has(key))) {
        await lowerOverflow(table, customer, head);
      }
    }
  }
}

/** Forgets profiles that came with a run, and where their addresses lead. */
export async function forgetProfiles(
  table: Table,
  run: string,
  customers: readonly string[],
): Promise<void> {
  const ofRun = { condition: '#field = :value', field: 'run', value: run };
  await concurrently(requestsAtOnce, customers, async (customer) => {
    const profile = await deleteIf(table, recentProfileKey(customer), ofRun);
    if (typeof profile?.['emailHash'] === 'string') {
      await deleteIf(table, emailPointerKey(profile['emailHash']), ofRun);
    }
  });
}
