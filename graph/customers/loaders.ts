import DataLoader from 'dataloader';
import { stratumOf } from '../models/covariates.ts';
import type { OrderHeader } from '../orders/order.ts';
import type { RecentOrders } from '../orders/store.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { CustomerKey } from './customer-key.ts';
import type { CustomerRow } from './customer-row.ts';
import { isOfErased } from './erased.ts';
import type { CustomerStore, Profile } from './store.ts';
import { type Summary, summarise, summaryOfRow } from './summary.ts';

/** What a customer's orders say now, and up to which day that is. */
export interface LiveSummary {
  readonly summary: Summary;
  readonly asOfDay: string;
  /** Whose parameters hold for them under the covariates of the snapshot's model. */
  readonly stratum: number;
  /** Orders since the snapshot are in it, so the snapshot's row no longer tells all. */
  readonly isNewerThanSnapshot: boolean;
}

export interface CustomerLoaderSources {
  readonly store: CustomerStore;
  /** The snapshot that this request is answered from. */
  snapshot(): Promise<Snapshot | undefined>;
  /** The margin to use before there is a snapshot. */
  readonly margin: number;
  readonly today: string;
  readonly recentOrders: DataLoader<CustomerKey, RecentOrders>;
  readonly orders: DataLoader<CustomerKey, readonly OrderHeader[]>;
}

export type CustomerLoaders = ReturnType<typeof createCustomerLoaders>;

/** Made for each request and never shared: see `createContext`. */
export function createCustomerLoaders(sources: CustomerLoaderSources) {
  const { store, snapshot } = sources;
  const customerRow = new DataLoader<CustomerKey, CustomerRow | undefined>(
    async (keys) => {
      const current = await snapshot();
      return current ? store.rows(current, keys) : keys.map(() => undefined);
    },
    { name: 'customerRow' },
  );
  /** What is known of a person, under their own key and those merged into it. */
  const profile = new DataLoader<CustomerKey, Profile | undefined>(
    async (keys) =>
      store.profiles(
        await snapshot(),
        await Promise.all(keys.map((key) => knownKeys(key, sources, customerRow))),
      ),
    { name: 'profile' },
  );
  const customerByEmailHash = new DataLoader<string, CustomerKey | undefined>(
    async (hashes) => store.byEmailHash(await snapshot(), hashes),
    { name: 'customerByEmailHash' },
  );
  const liveSummary = new DataLoader<CustomerKey, LiveSummary>(
    (keys) => Promise.all(keys.map((key) => summariseLive(key, sources, customerRow))),
    { name: 'liveSummary' },
  );
  return { customerRow, profile, customerByEmailHash, liveSummary };
}

/**
 * The snapshot's row is the summary of most customers; only those with orders since pay for reading
 * their history and summing it anew.
 */
async function summariseLive(
  key: CustomerKey,
  sources: CustomerLoaderSources,
  rows: DataLoader<CustomerKey, CustomerRow | undefined>,
): Promise<LiveSummary> {
  const snapshot = await sources.snapshot();
  const [known, recent] = await Promise.all([rows.load(key), sources.recentOrders.load(key)]);
  const row = isOfErased(known, recent.erasedAt) ? undefined : known;
  if (row && (await isAllPublished(key, recent, rows))) {
    return {
      summary: summaryOfRow(row),
      asOfDay: snapshot?.asOfDay ?? sources.today,
      stratum: row.stratum,
      isNewerThanSnapshot: false,
    };
  }
  const orders = await sources.orders.load(key);
  // A shop that is told its last day of observation keeps to it, before a refresh as after it.
  const lastDay = snapshot?.settings.asOf ?? sources.today;
  const asOfDay = orders.reduce(
    (latest, { day }) => (day > latest && day <= lastDay ? day : latest),
    snapshot?.asOfDay ?? '',
  );
  const margin = snapshot?.settings.margin ?? sources.margin;
  const day = asOfDay || sources.today;
  const summary = summarise(orders, { asOfDay: day, margin });
  return {
    summary,
    asOfDay: day,
    stratum: stratumSince(snapshot, row, summary),
    isNewerThanSnapshot: row !== undefined || orders.length > 0,
  };
}

/** Where the snapshot knows no order of theirs, by what is known without it; the first product is not. */
function stratumSince(
  snapshot: Snapshot | undefined,
  row: CustomerRow | undefined,
  { channel }: Summary,
): number {
  const fit = snapshot?.model.transactions;
  const covariates = fit?.kind === 'fit' ? (fit.covariates ?? []) : [];
  return row && row.orders > 0
    ? row.stratum
    : stratumOf(covariates, { CHANNEL: channel, COUNTRY: row?.country ?? null });
}

/** Nothing happened since the snapshot, and it knows the merges: it has no row for who was merged away. */
async function isAllPublished(
  key: CustomerKey,
  { customer, merged, orders, departed }: RecentOrders,
  rows: DataLoader<CustomerKey, CustomerRow | undefined>,
): Promise<boolean> {
  if (customer !== key || orders.length > 0 || departed.size > 0) {
    return false;
  }
  const others = await Promise.all(merged.map((other) => rows.load(other)));
  return others.every((other) => other === undefined);
}

/** The keys that somebody's profile is found under; none of whoever was erased. */
async function knownKeys(
  key: CustomerKey,
  { recentOrders }: CustomerLoaderSources,
  rows: DataLoader<CustomerKey, CustomerRow | undefined>,
): Promise<readonly CustomerKey[]> {
  const { customer, merged, erasedAt } = await recentOrders.load(key);
  // Who came back after an erasure is known by name again once a snapshot was made since.
  if (erasedAt && isOfErased(await rows.load(key), erasedAt)) {
    return [];
  }
  return customer === key ? [key, ...merged] : [key];
}
