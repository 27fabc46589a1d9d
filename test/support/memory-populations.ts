import Big from 'big.js';
import { referredName } from '../../graph/actions/referral.ts';
import type { Stores } from '../../graph/context.ts';
import type { CustomerRow } from '../../graph/customers/customer-row.ts';
import { type HasBought, matches } from '../../graph/customers/filter.ts';
import { summarise } from '../../graph/customers/summary.ts';
import type { Order } from '../../graph/orders/order.ts';
import { businessKey, type PopulationFacts } from '../../graph/populations/population.ts';
import { campaignKey, type NameRange, nameOf } from '../../graph/populations/population-name.ts';
import type { PastFigures, PopulationEntry, ProductFacts } from '../../graph/populations/store.ts';
import { countTraits } from '../../graph/populations/traits.ts';
import { builtInSegments } from '../../graph/segments/built-in.ts';
import { segmentName } from '../../graph/segments/definition.ts';
import type { Snapshot } from '../../graph/snapshots/snapshot.ts';
import { dayTotalsOf, gapsOf } from './brute-force.ts';
import { acquisitionsOf, livesOf } from './brute-lives.ts';
import { cellsOf } from './memory-snapshot.ts';
import type { Published } from './memory-stores.ts';

/** Groups of a shop in memory, customer by customer: what the snapshot's files are compared with. */
export function memoryPopulations(
  calls: string[],
  at: (snapshot: Snapshot) => Published,
): Stores['populations'] {
  const inRanges =
    <T>(name: string, answer: (published: Published, members: readonly CustomerRow[]) => T) =>
    async (snapshot: Snapshot, ranges: readonly NameRange[]) => {
      calls.push(`populations.${name} ${ranges.length}`);
      const published = at(snapshot);
      return ranges.map((range) =>
        answer(
          published,
          published.rows.filter((row) => namesOf(row, published).some((one) => isIn(range, one))),
        ),
      );
    };
  return {
    cells: async (snapshot) => {
      calls.push('populations.cells');
      return cellsOf(buyersOf(at(snapshot).rows));
    },
    figures: async (snapshot, filter) => {
      calls.push('populations.figures');
      const published = at(snapshot);
      const hasBought = hasBoughtOf(published);
      const rows = published.rows.filter((row) => !filter || matches(filter, row, hasBought));
      return cellsOf(buyersOf(rows));
    },
    past: async (snapshot, filter, day) => {
      calls.push(`populations.past ${day}`);
      const published = at(snapshot);
      const hasBought = hasBoughtOf(published);
      const members = published.rows.filter((row) => !filter || matches(filter, row, hasBought));
      return pastOf(published, members, day);
    },
    days: async (snapshot) => {
      calls.push('populations.days');
      return dayTotalsOf(at(snapshot).orders, snapshot.settings.margin);
    },
    gaps: async (snapshot) => {
      calls.push('populations.gaps');
      return gapsOf(at(snapshot).orders);
    },
    acquisitions: async (snapshot) => {
      calls.push('populations.acquisitions');
      const { spend, rows } = at(snapshot);
      return acquisitionsOf(
        spend.filter(({ day }) => day <= snapshot.asOfDay),
        rows,
      );
    },
    lives: async (snapshot) => {
      calls.push('populations.lives');
      return livesOf(at(snapshot).orders, snapshot.settings.margin);
    },
    livesIn: inRanges('livesIn', (published, members) =>
      livesOf(ordersOf(published, members), published.snapshot.settings.margin),
    ),
    facts: async (snapshot, filter) => {
      calls.push('populations.facts');
      const published = at(snapshot);
      const hasBought = hasBoughtOf(published);
      return factsOf(published.rows.filter((row) => !filter || matches(filter, row, hasBought)));
    },
    entriesIn: async (snapshot, ranges) => {
      calls.push(`populations.entriesIn ${ranges.length}`);
      const known = entriesOf(at(snapshot));
      return ranges.map((range) => known.filter(({ name }) => isIn(range, name)));
    },
    traits: async (snapshot, filter) => {
      calls.push('populations.traits');
      const published = at(snapshot);
      const hasBought = hasBoughtOf(published);
      return countTraits(
        published.rows.filter((row) => !filter || matches(filter, row, hasBought)),
      );
    },
    traitsIn: inRanges('traitsIn', (_published, members) => countTraits(members)),
    cellsIn: inRanges('cellsIn', (_published, members) => cellsOf(buyersOf(members))),
    daysIn: inRanges('daysIn', (published, members) =>
      dayTotalsOf(ordersOf(published, members), published.snapshot.settings.margin),
    ),
    gapsIn: inRanges('gapsIn', (published, members) => gapsOf(ordersOf(published, members))),
    products: async (snapshot, { from, to }) => {
      calls.push(`populations.products ${from} ${to}`);
      const products = entriesOf(at(snapshot))
        .filter(({ product }) => product !== null)
        .sort((a, b) => Number(b.product?.revenue) - Number(a.product?.revenue));
      return { entries: products.slice(from, to), total: products.length };
    },
  };
}

/** Who bought what in this shop's valid orders. */
export function hasBoughtOf({ rows, byCustomer }: Published): HasBought {
  return (product, customerNumber) => {
    const customer = rows.find(({ number }) => number === customerNumber)?.customerKey ?? '';
    return linesOf(byCustomer.get(customer) ?? []).some((line) => line.product === product);
  };
}

/** Customer by customer, from their orders by then. */
function pastOf(
  { byCustomer, snapshot }: Published,
  members: readonly CustomerRow[],
  day: string,
): PastFigures {
  const { margin } = snapshot.settings;
  const buyers = members
    .map((row) => summarise(byCustomer.get(row.customerKey) ?? [], { asOfDay: day, margin }))
    .filter(({ orders }) => orders > 0);
  const sum = (field: 'revenue' | 'grossMargin') =>
    buyers.reduce((total, summary) => total.plus(summary[field]), new Big(0)).toFixed();
  return {
    figures: cellsOf(buyers),
    totals: {
      buyers: buyers.length,
      revenue: sum('revenue'),
      grossMargin: sum('grossMargin'),
    },
  };
}

function buyersOf(rows: readonly CustomerRow[]): CustomerRow[] {
  return rows.filter(({ orders }) => orders > 0);
}

function isIn({ from, to }: NameRange, name: string): boolean {
  return name >= from && name < to;
}

const names = new WeakMap<CustomerRow, readonly string[]>();

/** Names of the groups that a customer is in. */
function namesOf(row: CustomerRow, published: Published): readonly string[] {
  const known = names.get(row) ?? findNames(row, published);
  names.set(row, known);
  return known;
}

function findNames(row: CustomerRow, { byCustomer }: Published): string[] {
  const { country, channel, campaign, firstDay, customerKey } = row;
  const products = linesOf(byCustomer.get(customerKey) ?? []).map(({ product }) => product);
  const segments = builtInSegments.filter(({ filter }) => matches(filter, row));
  return [
    nameOf('BUSINESS', businessKey),
    ...segments.map(segmentName),
    ...(country ? [nameOf('COUNTRY', country)] : []),
    ...(channel ? [nameOf('CHANNEL', channel)] : []),
    ...(campaign ? [nameOf('CAMPAIGN', campaignKey({ channel, campaign }))] : []),
    ...(firstDay ? [nameOf('COHORT', firstDay)] : []),
    ...(row.referredBy && row.referredBy !== customerKey
      ? [`REFERRER:${row.referredBy}`, referredName]
      : []),
    ...[...new Set(products)].map((product) => nameOf('PRODUCT', product)),
  ];
}

function linesOf(orders: readonly Order[]) {
  return orders.filter(({ exclusion }) => exclusion === null).flatMap(({ lines }) => lines);
}

function ordersOf({ byCustomer }: Published, members: readonly CustomerRow[]): Order[] {
  return members.flatMap(({ customerKey }) => byCustomer.get(customerKey) ?? []);
}

const entries = new WeakMap<Published, readonly PopulationEntry[]>();

function entriesOf(published: Published): readonly PopulationEntry[] {
  const known = entries.get(published) ?? addUp(published);
  entries.set(published, known);
  return known;
}

function addUp(published: Published): PopulationEntry[] {
  const { rows } = published;
  const all = new Set([
    ...builtInSegments.map(segmentName),
    ...rows
      .flatMap((row) => namesOf(row, published))
      .filter((name) => !name.startsWith('BUSINESS')),
  ]);
  return [...all].sort().map((name) => {
    const members = rows.filter((row) => namesOf(row, published).includes(name));
    return {
      name,
      ...factsOf(members),
      product: name.startsWith('PRODUCT:')
        ? soldOf(name.slice('PRODUCT:'.length), published)
        : null,
    };
  });
}

function factsOf(members: readonly CustomerRow[]): PopulationFacts {
  const sum = (field: 'revenue' | 'refunds' | 'grossMargin') =>
    members.reduce((total, row) => total.plus(row[field]), new Big(0)).toFixed();
  return {
    customers: members.length,
    buyers: buyersOf(members).length,
    orders: members.reduce((total, { orders }) => total + orders, 0),
    revenue: sum('revenue'),
    refunds: sum('refunds'),
    grossMargin: sum('grossMargin'),
  };
}

function soldOf(product: string, { orders }: Published): ProductFacts {
  const valid = orders.filter(({ exclusion }) => exclusion === null);
  const lines = linesOf(valid).filter((line) => line.product === product);
  const sum = (amounts: readonly Big[]) =>
    amounts.reduce((total, amount) => total.plus(amount), new Big(0)).toFixed();
  return {
    title:
      lines
        .flatMap(({ name }) => name ?? [])
        .sort()
        .at(-1) ?? null,
    orders: valid.filter((order) => linesOf([order]).some((line) => line.product === product))
      .length,
    units: sum(lines.map(({ quantity }) => quantity)),
    revenue: sum(lines.map(({ amount }) => amount)),
  };
}
