import Big from 'big.js';
import type { CustomerRow } from '../../graph/customers/customer-row.ts';
import type { Profile } from '../../graph/customers/store.ts';
import type { Order } from '../../graph/orders/order.ts';
import { type Random, randomStream } from '../../lambda/local/sample-shop/random.ts';

/** Made-up customers and orders, and the same as records of the columns of lambda/lake/schema.ts. */
export interface Shop {
  readonly customers: readonly CustomerRow[];
  readonly orders: readonly Order[];
  readonly profiles: readonly Profile[];
  readonly customerRecords: readonly object[];
  readonly orderRecords: readonly object[];
  readonly profileRecords: readonly object[];
}

export interface ShopOptions {
  readonly seed: number;
  readonly customers: number;
}

/** Figures hang together only as far as the stores look: ties, nulls and long decimals are frequent. */
export function createShop({ seed, customers: count }: ShopOptions): Shop {
  const random = randomStream(seed);
  const customers = numbered(Array.from({ length: count }, (_, index) => customer(index, random)));
  const orders = customers.flatMap((row) =>
    Array.from({ length: row.orders }, (_, index) => order(row, index, random)),
  );
  const profiles = customers.filter(() => random() < 0.5).map(profile);
  return {
    customers,
    orders,
    profiles,
    customerRecords: customers.map(customerRecord),
    orderRecords: orders.map(orderRecord),
    profileRecords: profiles.map(profileRecord),
  };
}

/** SHA-256 stands behind real hashes; the stores only compare them. */
export function emailHashOf({ email }: Pick<Profile, 'email'>): string {
  return Buffer.from(email ?? '').toString('hex');
}

/** Sorts differently by UTF-8 bytes and by UTF-16 units. */
const unusual = ['\u{1f600}', '\ufffd', 'é', ''];

/** Numbers are places by key, in the order of UTF-8 bytes. */
function numbered(rows: readonly Omit<CustomerRow, 'number'>[]): CustomerRow[] {
  const sorted = rows
    .map(({ customerKey }) => customerKey)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const places = new Map(sorted.map((key, place) => [key, place]));
  return rows.map((row) => ({ ...row, number: places.get(row.customerKey) ?? -1 }));
}

function customer(index: number, random: Random): Omit<CustomerRow, 'number'> {
  const orders = Math.floor(random() ** 3 * 12);
  return {
    customerKey: `id:${pick(unusual, random)}${(index * 7919) % 1_000_003}`,
    country: maybe(random, 0.9, () => pick(['DE', 'FR', 'US'], random)),
    channel: maybe(random, 0.8, () => pick(['ads', 'email', 'organic', 'social'], random)),
    campaign: maybe(random, 0.3, () => pick(['spring', 'summer'], random)),
    firstProduct: maybe(random, 0.5, () => 'sku-1'),
    referredBy: maybe(random, 0.1, () => 'id:1'),
    referrals: Math.floor(random() * 3),
    orders,
    excludedOrders: Math.floor(random() * 2),
    revenue: (orders * Math.floor(random() * 50)).toFixed(4),
    refunds: maybe(random, 0.01, () => '99999999999999.9999') ?? (random() * 9).toFixed(4),
    grossMargin: (random() * 1000 - 200).toFixed(10),
    frequency: Math.max(orders - 1, 0),
    recencyDays: Math.max(orders - 1, 0) * 11,
    ageDays: orders > 0 ? 100 + orders : 0,
    stratum: orders > 0 ? index % 3 : 0,
    repeatSpend: (Math.max(orders - 1, 0) * 12.25).toFixed(4),
    ...(orders > 0 ? buyer(orders, random) : visitor),
  };
}

/** What is null for a customer without a valid order. */
const visitor = {
  firstOrderAt: null,
  lastOrderAt: null,
  firstDay: null,
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

function buyer(orders: number, random: Random) {
  const first = Date.UTC(2023, 0, 1) + Math.floor(random() * 600) * 86_400_000;
  const firstOrderAt = new Date(first).toISOString();
  const predicted = Math.round(random() * 400) / 8;
  return {
    firstOrderAt,
    lastOrderAt: new Date(first + orders * 3_600_123).toISOString(),
    firstDay: firstOrderAt.slice(0, 10),
    rfm: { recency: 1 + (orders % 5), frequency: 2, monetary: 3 },
    probabilityAlive: maybe(random, 0.95, () => Math.round(random() * 20) / 20),
    expectedOrders: random(),
    predictedValue: predicted,
    totalValue: predicted * 2,
    residualValue: predicted * 3,
    valueAtRisk: maybe(random, 0.2, () => predicted / 2),
    expectedNextOrder: maybe(random, 0.2, () => pick(['2025-01-03', '2025-02-01'], random)),
    valuePercentile: random() * 100,
    loyaltyRank: 1 + Math.floor(random() * 5000),
  };
}

function maybe<T>(random: Random, chance: number, value: () => T): T | null {
  return random() < chance ? value() : null;
}

function order({ customerKey }: CustomerRow, index: number, random: Random): Order {
  const orderedAt = new Date(Date.UTC(2023, 0, 1) + Math.floor(random() * 6e10)).toISOString();
  const gross = new Big(random() < 0.02 ? '99999999999999.9999' : (random() * 300).toFixed(4));
  const hasLines = random() < 0.6;
  return {
    source: pick(['shop', 'pos'], random),
    orderId: `${customerKey.slice(3)}-${index}`,
    customerKey,
    orderedAt,
    utcOffsetMinutes: random() < 0.5 ? null : -330,
    day: orderedAt.slice(0, 10),
    currency: 'EUR',
    gross,
    discount: new Big('1.5000'),
    refund: new Big('0'),
    tax: new Big('0.1900'),
    shipping: new Big('4.9900'),
    net: gross.minus('1.5'),
    cost: random() < 0.3 ? null : new Big('-3.0001'),
    status: 'paid',
    exclusion: random() < 0.1 ? 'CANCELLED' : null,
    channel: random() < 0.5 ? null : 'ads',
    campaign: null,
    coupon: random() < 0.5 ? null : 'WELCOME',
    lines: hasLines ? [line(random), { ...line(random), name: null }] : [],
    version: `${orderedAt}#1`,
    run: 'run-1',
  };
}

function line(random: Random): Order['lines'][number] {
  return {
    product: `sku-${Math.floor(random() * 50)}`,
    name: 'A thing',
    quantity: new Big('1.5000'),
    amount: new Big((random() * 40).toFixed(4)),
  };
}

function profile({ customerKey, country }: CustomerRow): Profile {
  return {
    customerKey,
    email: `${customerKey.slice(3)}@example.com`,
    name: 'Some One',
    phone: null,
    country,
    referredBy: null,
  };
}

function customerRecord({ rfm, ...row }: CustomerRow): object {
  return {
    ...snakeCase(row),
    rfm_recency: rfm?.recency ?? null,
    rfm_frequency: rfm?.frequency ?? null,
    rfm_monetary: rfm?.monetary ?? null,
  };
}

function orderRecord({ day, ...row }: Order): object {
  return { ...snakeCase(row), order_day: day, lines: row.lines.length > 0 ? row.lines : null };
}

function profileRecord(row: Profile): object {
  const rest = { source: 'shop', version: '1', run: 'run-1' };
  return { ...snakeCase(row), ...rest, email_hash: emailHashOf(row) };
}

/** `firstOrderAt` is the column first_order_at. */
function snakeCase(row: object): object {
  const entries = Object.entries(row).map(([name, value]) => [
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(entries);
}

function pick<T>(values: readonly [T, ...T[]] | readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) {
    throw new Error('pick: expected at least one value, got none');
  }
  return value;
}
