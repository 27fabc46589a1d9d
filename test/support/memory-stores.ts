import Big from 'big.js';
import type { Stores } from '../../graph/context.ts';
import type { CustomerRow } from '../../graph/customers/customer-row.ts';
import { matches } from '../../graph/customers/filter.ts';
import type { Profile } from '../../graph/customers/store.ts';
import { type Summary, summarise } from '../../graph/customers/summary.ts';
import type { ImportReport } from '../../graph/imports/import.ts';
import { fitModels } from '../../graph/models/fit.ts';
import { type Order, orderKey } from '../../graph/orders/order.ts';
import type { OrderDraft } from '../../graph/orders/store.ts';
import { defaultSettings, type Settings } from '../../graph/settings.ts';
import type { Snapshot } from '../../graph/snapshots/snapshot.ts';
import { dayTotalsOf, gapsOf } from './brute-force.ts';

export interface MemoryShop {
  /** What the snapshot holds. */
  readonly orders: readonly Order[];
  readonly profiles?: readonly Profile[];
  readonly settings?: Partial<Settings>;
  readonly asOfDay: string;
  /** False: nothing was published yet. */
  readonly hasSnapshot?: boolean;
}

export interface MemoryStores {
  readonly stores: Stores;
  readonly snapshot: Snapshot;
  /** One entry a store call: its name and how many keys it was asked for. */
  readonly calls: string[];
}

/** Stores that keep a small shop in memory and record every call. */
export function memoryStores(shop: MemoryShop): MemoryStores {
  const calls: string[] = [];
  const settings = { ...defaultSettings, ...shop.settings };
  const orders = shop.orders.filter(({ day }) => day <= shop.asOfDay);
  const byCustomer = Map.groupBy(orders, ({ customerKey }) => customerKey);
  const recents = new Map<string, Order[]>();
  const rows = rowsOf(byCustomer, shop, settings);
  const snapshot = snapshotOf(rows, orders, { ...shop, settings });
  const published = shop.hasSnapshot === false ? undefined : snapshot;
  const buyers = rows.filter((row) => row.orders > 0);
  const stores: Stores = {
    snapshots: {
      current: async () => published,
      get: async (id) => (id === published?.id ? published : undefined),
      startRefresh: async () => 'ref_1',
    },
    customers: {
      rows: async (_snapshot, keys) => {
        calls.push(`customers.rows ${keys.length}`);
        return keys.map((key) => rows.find((row) => row.customerKey === key));
      },
      page: async (_snapshot, request) => {
        calls.push('customers.page');
        return pageOfRows(rows, request);
      },
      count: async (_snapshot, filter) => {
        calls.push('customers.count');
        return rows.filter((row) => !filter || matches(filter, row)).length;
      },
      profiles: async (_snapshot, keys) => {
        calls.push(`customers.profiles ${keys.length}`);
        return keys.map((key) => shop.profiles?.find((profile) => profile.customerKey === key));
      },
      byEmailHash: async (_snapshot, hashes) =>
        hashes.map((hash) => shop.profiles?.find(({ email }) => email === hash)?.customerKey),
    },
    orders: {
      history: async (_snapshot, keys) => {
        calls.push(`orders.history ${keys.length}`);
        return keys.map((key) => byCustomer.get(key) ?? []);
      },
      recent: async (keys) => {
        calls.push(`orders.recent ${keys.length}`);
        return keys.map((key) => recents.get(key) ?? []);
      },
      customersOf: async (_snapshot, keys) => {
        calls.push(`orders.customersOf ${keys.length}`);
        const all = [...orders, ...[...recents.values()].flat()];
        return keys.map((key) => all.find((order) => orderKey(order) === key)?.customerKey);
      },
      record: async (drafts) => {
        for (const draft of drafts) {
          const order = orderOf(draft, settings.currency);
          recents.set(order.customerKey, [...(recents.get(order.customerKey) ?? []), order]);
        }
        return emptyReport(drafts.length);
      },
    },
    populations: {
      cells: async () => {
        calls.push('populations.cells');
        return cellsOf(buyers);
      },
      figures: async () => {
        calls.push('populations.figures');
        return cellsOf(buyers);
      },
      days: async () => {
        calls.push('populations.days');
        return dayTotalsOf(orders, settings.margin);
      },
      gaps: async () => {
        calls.push('populations.gaps');
        return gapsOf(orders);
      },
    },
    imports: {
      list: async () => ({ reports: [], next: undefined }),
      get: async () => undefined,
      rejects: async () => [],
      createUpload: async ({ kind, fileName }) => ({
        url: 'http://localhost/put',
        key: `uploads/${kind}/1/${fileName}`,
        expiresAt: '2026-07-01T00:00:00.000Z',
      }),
    },
  };
  return { stores, snapshot, calls };
}

function rowsOf(
  byCustomer: ReadonlyMap<string, readonly Order[]>,
  shop: MemoryShop,
  settings: Settings,
): CustomerRow[] {
  const keys = new Set([
    ...byCustomer.keys(),
    ...(shop.profiles ?? []).map(({ customerKey }) => customerKey),
  ]);
  return [...keys].sort().map((customerKey) => {
    const orders = byCustomer.get(customerKey) ?? [];
    const summary = summarise(orders, { asOfDay: shop.asOfDay, margin: settings.margin });
    const profile = shop.profiles?.find((candidate) => candidate.customerKey === customerKey);
    return rowOf(customerKey, summary, profile);
  });
}

function rowOf(customerKey: string, summary: Summary, profile: Profile | undefined): CustomerRow {
  return {
    ...summary,
    customerKey,
    country: profile?.country ?? null,
    referredBy: profile?.referredBy ?? null,
    referrals: 0,
    excludedOrders: 0,
    revenue: summary.revenue.toFixed(4),
    refunds: summary.refunds.toFixed(4),
    grossMargin: summary.grossMargin.toFixed(10),
    repeatSpend: summary.repeatSpend.toFixed(4),
    rfm: null,
    probabilityAlive: null,
    expectedOrders: null,
    predictedValue: null,
    totalValue: null,
    valuePercentile: null,
    loyaltyRank: null,
  };
}

function snapshotOf(
  rows: readonly CustomerRow[],
  orders: readonly Order[],
  { asOfDay, settings }: { readonly asOfDay: string; readonly settings: Settings },
): Snapshot {
  const buyers = rows.filter((row) => row.orders > 0);
  const total = (field: 'revenue' | 'refunds' | 'grossMargin') =>
    rows.reduce((sum, row) => sum.plus(row[field]), new Big(0));
  const revenue = total('revenue');
  const valid = orders.filter(({ exclusion }) => exclusion === null);
  const cells = cellsOf(buyers);
  const repeat = cellsOf(buyers.filter(({ frequency }) => frequency > 0));
  return {
    id: 's1',
    createdAt: '2026-07-01T00:00:00.000Z',
    asOfDay,
    firstDay: valid.map(({ day }) => day).sort()[0] ?? null,
    settings,
    counts: {
      customers: rows.length,
      buyers: buyers.length,
      orders: valid.length,
      excludedOrders: orders.length - valid.length,
      cells: buyers.length,
      buckets: 1,
    },
    totals: {
      revenue: revenue.toFixed(),
      refunds: total('refunds').toFixed(),
      grossMargin: total('grossMargin').toFixed(),
    },
    marginRate: revenue.eq(0) ? settings.margin : Number(total('grossMargin').div(revenue)),
    model: fitModels(cells, repeat),
  };
}

/** Each customer is a cell of one. */
function cellsOf(rows: readonly CustomerRow[]) {
  return {
    frequency: Float64Array.from(rows, ({ frequency }) => frequency),
    recency: Float64Array.from(rows, ({ recencyDays }) => recencyDays),
    age: Float64Array.from(rows, ({ ageDays }) => ageDays),
    customers: new Float64Array(rows.length).fill(1),
    repeatSpend: Float64Array.from(rows, ({ repeatSpend }) => Number(repeatSpend)),
  };
}

function pageOfRows(
  rows: readonly CustomerRow[],
  request: Parameters<Stores['customers']['page']>[1],
): Awaited<ReturnType<Stores['customers']['page']>> {
  const ordered = [...rows].sort(
    (a, b) => Number(a.revenue) - Number(b.revenue) || (a.customerKey < b.customerKey ? -1 : 1),
  );
  const inDirection = request.direction === 'ASC' ? ordered : ordered.reverse();
  const within = inDirection
    .map((row, position) => ({ row, position }))
    .filter(({ row }) => !request.filter || matches(request.filter, row))
    .filter(({ position }) => position > (request.after ?? -1))
    .filter(({ position }) => position < (request.before ?? Number.POSITIVE_INFINITY));
  const chosen = request.fromEnd ? within.slice(-request.limit) : within.slice(0, request.limit);
  return {
    rows: chosen.map(({ row }) => row),
    positions: chosen.map(({ position }) => position),
    hasMore: within.length > request.limit,
  };
}

function orderOf(draft: OrderDraft, currency: string): Order {
  const net = new Big(draft.gross).minus(draft.discount).minus(draft.refund);
  return {
    ...draft,
    currency,
    gross: new Big(draft.gross),
    discount: new Big(draft.discount),
    refund: new Big(draft.refund),
    tax: new Big(draft.tax),
    shipping: new Big(draft.shipping),
    net,
    cost: draft.cost === null ? null : new Big(draft.cost),
    exclusion: net.eq(0) ? 'ZERO_AMOUNT' : null,
    lines: draft.lines.map((line) => ({
      ...line,
      quantity: new Big(line.quantity),
      amount: new Big(line.amount),
    })),
    version: draft.updatedAt ?? '9999',
    run: 'imp_live',
  };
}

function emptyReport(rows: number): ImportReport {
  return {
    id: 'imp_live',
    fileName: 'ordersRecord',
    kind: 'orders',
    format: 'api',
    confidence: 1,
    mapping: {},
    status: 'SUCCEEDED',
    startedAt: '2026-07-01T00:00:00.000Z',
    finishedAt: '2026-07-01T00:00:00.000Z',
    rowsRead: rows,
    rowsKept: rows,
    rowsMerged: 0,
    rowsExcluded: 0,
    rowsRejected: 0,
    excludedByReason: {},
    totals: null,
    records: rows,
    firstRejects: [],
    failure: null,
  };
}
