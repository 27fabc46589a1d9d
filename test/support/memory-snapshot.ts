import Big from 'big.js';
import { overdueDays, valueAtRisk } from '../../graph/actions/at-risk.ts';
import { addDays } from '../../graph/calendar.ts';
import type { CustomerRow } from '../../graph/customers/customer-row.ts';
import type { Profile } from '../../graph/customers/store.ts';
import { type Summary, summarise } from '../../graph/customers/summary.ts';
import type { Cells } from '../../graph/models/cells.ts';
import { fitModels } from '../../graph/models/fit.ts';
import type { Order } from '../../graph/orders/order.ts';
import type { Settings } from '../../graph/settings.ts';
import type { Snapshot } from '../../graph/snapshots/snapshot.ts';
import { shortRate } from '../../graph/value/basis.ts';
import { isInsufficient, predictorsOf } from '../../graph/value/prediction.ts';

/** What a snapshot in memory is made from. */
export interface SnapshotSource {
  readonly profiles?: readonly Profile[];
  readonly asOfDay: string;
}

/** A row for everybody with an order or a profile, by key. Figures of the model stay null. */
export function rowsOf(
  byCustomer: ReadonlyMap<string, readonly Order[]>,
  shop: SnapshotSource,
  settings: Settings,
): CustomerRow[] {
  const keys = new Set([
    ...byCustomer.keys(),
    ...(shop.profiles ?? []).map(({ customerKey }) => customerKey),
  ]);
  return [...keys].sort().map((customerKey, number) => {
    const orders = byCustomer.get(customerKey) ?? [];
    const summary = summarise(orders, { asOfDay: shop.asOfDay, margin: settings.margin });
    const profile = shop.profiles?.find((candidate) => candidate.customerKey === customerKey);
    const referrals = (shop.profiles ?? []).filter(({ referredBy }) => referredBy === customerKey);
    const firstProduct = firstProductOf(orders, shop.asOfDay);
    return {
      ...rowOf(customerKey, summary, profile),
      number,
      firstProduct,
      referrals: referrals.length,
    };
  });
}

/** First line of the first valid order. */
function firstProductOf(orders: readonly Order[], asOfDay: string): string | null {
  const [first] = orders
    .filter(({ exclusion, day }) => exclusion === null && day <= asOfDay)
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  return first?.lines[0]?.product ?? null;
}

function placeOf({ orderedAt, source, orderId }: Order): string {
  return JSON.stringify([orderedAt, source, orderId]);
}

function rowOf(customerKey: string, summary: Summary, profile: Profile | undefined) {
  return {
    ...summary,
    customerKey,
    country: profile?.country ?? null,
    firstProduct: null,
    referredBy: profile?.referredBy ?? null,
    referrals: 0,
    excludedOrders: 0,
    revenue: summary.revenue.toFixed(4),
    refunds: summary.refunds.toFixed(4),
    grossMargin: summary.grossMargin.toFixed(10),
    repeatSpend: summary.repeatSpend.toFixed(4),
    stratum: 0,
    rfm: null,
    probabilityAlive: null,
    expectedOrders: null,
    predictedValue: null,
    totalValue: null,
    residualValue: null,
    valueAtRisk: null,
    expectedNextOrder: null,
    valuePercentile: null,
    loyaltyRank: null,
  };
}

/** The row with what lists of customers to act on are ordered by, one customer at a time. */
export function withAdvice(row: CustomerRow, snapshot: Snapshot): CustomerRow {
  const predictors = predictorsOf(snapshot);
  if (isInsufficient(predictors) || row.orders === 0) {
    return row;
  }
  const { orders, spend } = predictors;
  const { frequency, recencyDays: recency, ageDays: age, stratum } = row;
  const purchases = { frequency, recency, age, stratum };
  const residual =
    orders.discountedOrders(purchases, Number.POSITIVE_INFINITY, 0.1) *
    spend.expectedOrderValue(frequency, Number(row.repeatSpend)) *
    snapshot.marginRate;
  const { median } = orders.expectedNextOrder(purchases);
  const isSoon = median !== null && median <= 90;
  return {
    ...row,
    residualValue: residual,
    valueAtRisk: valueAtRisk({
      probabilityAlive: orders.probabilityAlive(purchases),
      residual,
      overdue: overdueDays(purchases),
    }),
    expectedNextOrder: isSoon ? addDays(snapshot.asOfDay, Math.ceil(median)) : null,
  };
}

/** The snapshot of these rows, its model fitted to them. */
export function snapshotOf(
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
    marginRate: revenue.eq(0)
      ? settings.margin
      : shortRate(Number(total('grossMargin').div(revenue))),
    model: fitModels(cells, repeat),
    alternatives: [],
    calibration: [],
  };
}

/** Each customer is a cell of one. */
export function cellsOf(
  rows: readonly (Pick<CustomerRow, 'frequency' | 'recencyDays' | 'ageDays'> & {
    readonly repeatSpend: string | Big;
  })[],
): Cells {
  return {
    frequency: Float64Array.from(rows, ({ frequency }) => frequency),
    recency: Float64Array.from(rows, ({ recencyDays }) => recencyDays),
    age: Float64Array.from(rows, ({ ageDays }) => ageDays),
    customers: new Float64Array(rows.length).fill(1),
    repeatSpend: Float64Array.from(rows, ({ repeatSpend }) => Number(repeatSpend)),
  };
}
