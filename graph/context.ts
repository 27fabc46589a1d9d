import { type ActionLoaders, createActionLoaders } from './actions/loaders.ts';
import type { ActionStore } from './actions/store.ts';
import { dayOf } from './calendar.ts';
import { type CustomerLoaders, createCustomerLoaders } from './customers/loaders.ts';
import type { CustomerStore } from './customers/store.ts';
import type { ExportStore } from './exports/store.ts';
import type { ImportStore } from './imports/store.ts';
import { createOrderLoaders, type OrderLoaders } from './orders/loaders.ts';
import type { OrderStore } from './orders/store.ts';
import { createPopulationLoaders, type PopulationLoaders } from './populations/loaders.ts';
import type { PopulationStore } from './populations/store.ts';
import { createSegmentLoaders, type SegmentLoaders } from './segments/loaders.ts';
import type { SegmentStore } from './segments/store.ts';
import type { Settings } from './settings.ts';
import type { Snapshot } from './snapshots/snapshot.ts';
import type { SnapshotStore } from './snapshots/store.ts';
import type { SpendStore } from './spend/store.ts';
import type { Viewer } from './viewer/viewer.ts';

/** Everything the graph needs from the outside. */
export interface Stores {
  readonly snapshots: SnapshotStore;
  readonly customers: CustomerStore;
  readonly orders: OrderStore;
  readonly populations: PopulationStore;
  readonly segments: SegmentStore;
  readonly actions: ActionStore;
  readonly imports: ImportStore;
  readonly exports: ExportStore;
  readonly spend: SpendStore;
}

export interface ContextSources {
  readonly stores: Stores;
  readonly settings: Settings;
  readonly viewer: Viewer;
  /** HMAC-SHA-256 under the deployment's key, in hex: what stands for e-mail addresses in keys and look-ups. */
  readonly identityHash: (text: string) => string;
  readonly now: () => Date;
  /** A key that nothing else has, beginning with the prefix. */
  readonly newId: (prefix: string) => string;
}

export interface Context extends Omit<ContextSources, 'stores'> {
  readonly loaders: CustomerLoaders &
    OrderLoaders &
    SegmentLoaders &
    ActionLoaders & { readonly population: PopulationLoaders };
  /** What mutations and lists without batching talk to; single entities go through loaders. */
  readonly stores: Stores;
  /** The snapshot this request is answered from, pinned at its first use. */
  snapshot(): Promise<Snapshot | undefined>;
  /** The currency amounts are reported in: the snapshot's, before the first the configured one. */
  currency(): Promise<string>;
}

/** A context for one request: stores in, fresh loaders out. */
export function createContext(sources: ContextSources): Context {
  const { stores, settings, now } = sources;
  let pinned: Promise<Snapshot | undefined> | undefined;
  const snapshot = () => {
    pinned ??= stores.snapshots.current();
    return pinned;
  };
  const orderLoaders = createOrderLoaders(stores.orders, snapshot);
  const customerLoaders = createCustomerLoaders({
    store: stores.customers,
    snapshot,
    margin: settings.margin,
    today: dayOf(now(), settings.timeZone),
    recentOrders: orderLoaders.recentOrders,
    orders: orderLoaders.orders,
  });
  return {
    ...sources,
    snapshot,
    currency: async () => (await snapshot())?.settings.currency ?? settings.currency,
    loaders: {
      ...orderLoaders,
      ...customerLoaders,
      ...createSegmentLoaders(stores.segments),
      ...createActionLoaders(stores.actions, snapshot),
      population: createPopulationLoaders(stores.populations),
    },
  };
}
