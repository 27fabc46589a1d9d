import type { FitCounts } from '../../graph/actions/acquisition-fit.ts';
import { fitAges } from '../../graph/actions/acquisition-fit.ts';
import { lapseWindow } from '../../graph/actions/lapse-signals.ts';
import type { Direction, PeerQuartiles, ProductPair } from '../../graph/actions/store.ts';
import { daysBetween } from '../../graph/calendar.ts';
import type { Stores } from '../../graph/context.ts';
import type { CustomerRow } from '../../graph/customers/customer-row.ts';
import { matches } from '../../graph/customers/filter.ts';
import type { Order } from '../../graph/orders/order.ts';
import { businessKey } from '../../graph/populations/population.ts';
import { campaignKey, nameOf } from '../../graph/populations/population-name.ts';
import { builtInSegments, rfmGroupKeys } from '../../graph/segments/built-in.ts';
import { segmentName } from '../../graph/segments/definition.ts';
import type { Snapshot } from '../../graph/snapshots/snapshot.ts';
import { lapseSignalsByHand } from './lapse-signals-by-hand.ts';
import type { Published } from './memory-stores.ts';

/** What actions are advised from, customer by customer and basket by basket: what the files are compared with. */
export function memoryActions(
  calls: string[],
  at: (snapshot: Snapshot) => Published,
): Stores['actions'] {
  return {
    peers: async (snapshot, names) => {
      calls.push(`actions.peers ${names.length}`);
      const { rows } = at(snapshot);
      return names.map(({ from }) =>
        quartilesOf(rows.filter((row) => peersOf(row).includes(from))),
      );
    },
    pairs: async (snapshot, products) => {
      calls.push(`actions.pairs ${products.length}`);
      const { orders } = at(snapshot);
      return products.map((product) => pairsOf(product, orders));
    },
    fit: async (snapshot, { from, to }) => {
      calls.push('actions.fit');
      return fitOf(at(snapshot)).filter(({ name }) => name >= from && name < to);
    },
    signals: async (snapshot) => {
      calls.push('actions.signals');
      const window = lapseWindow(snapshot.firstDay, snapshot.asOfDay);
      return window ? lapseSignalsByHand(at(snapshot).orders, window) : [];
    },
    moved: async (snapshot, { direction, segment, from, to }) => {
      calls.push(`actions.moved ${direction}`);
      const moved = movedOf(at, snapshot, { direction, segment });
      return { customers: moved.slice(from, to), total: moved.length };
    },
  };
}

function peersOf(row: CustomerRow): string[] {
  const groups = builtInSegments.filter(
    ({ key, filter }) => rfmGroupKeys.includes(key) && matches(filter, row),
  );
  return [
    nameOf('BUSINESS', businessKey),
    ...groups.map(segmentName),
    ...(row.firstProduct === null ? [] : [`FIRST_PRODUCT:${row.firstProduct}`]),
  ];
}

function quartilesOf(members: readonly CustomerRow[]): PeerQuartiles | undefined {
  const averages = members
    .filter(({ orders }) => orders > 0)
    .map(({ revenue, orders }) => Number(revenue) / orders)
    .sort((a, b) => a - b);
  const quantile = (share: number) => {
    const position = (averages.length - 1) * share;
    const [below = 0, above = 0] = [averages[Math.floor(position)], averages[Math.ceil(position)]];
    return below + (position - Math.floor(position)) * (above - below);
  };
  return averages.length === 0
    ? undefined
    : { customers: averages.length, median: quantile(0.5), upperQuartile: quantile(0.75) };
}

/** Every pair of at least three baskets with a lift above 1: test shops are too small for the other bounds. */
function pairsOf(product: string, orders: readonly Order[]): ProductPair[] {
  const baskets = orders
    .filter(({ exclusion, lines }) => exclusion === null && lines.length > 0)
    .map(({ lines }) => new Set(lines.map((line) => line.product)));
  const having = (...products: string[]) =>
    baskets.filter((basket) => products.every((one) => basket.has(one))).length;
  return [...new Set(baskets.flatMap((basket) => [...basket]))]
    .filter((other) => other !== product)
    .map((other) => ({
      other,
      together: having(product, other),
      baskets: having(product),
      otherBaskets: having(other),
      allBaskets: baskets.length,
    }))
    .filter(({ together }) => together >= 3)
    .filter((pair) => pair.together * pair.allBaskets > pair.baskets * pair.otherBaskets)
    .sort(
      (a, b) =>
        b.together - a.together || a.otherBaskets - b.otherBaskets || (a.other < b.other ? -1 : 1),
    );
}

function fitOf({ snapshot, rows, byCustomer }: Published): FitCounts[] {
  const { margin } = snapshot.settings;
  const buyers = rows.filter(({ orders }) => orders > 0);
  const names = new Set(buyers.flatMap(sourcesOf));
  return [...names].flatMap((name) =>
    fitAges.flatMap((age) => {
      const members = buyers.filter(
        (row) => sourcesOf(row).includes(name) && row.ageDays >= age - 1,
      );
      const values = members.map(({ customerKey, firstDay }) =>
        (byCustomer.get(customerKey) ?? [])
          .filter(
            ({ exclusion, day }) => exclusion === null && daysBetween(firstDay ?? '', day) < age,
          )
          .reduce(
            (sum, { net, cost }) => sum + Number(cost ? net.minus(cost) : net.times(margin)),
            0,
          ),
      );
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const variance = values.length > 1 ? squares / (values.length - 1) : null;
      return values.length === 0 ? [] : [{ name, age, customers: values.length, mean, variance }];
    }),
  );
}

function sourcesOf({ channel, campaign, country, firstProduct }: CustomerRow): string[] {
  return [
    nameOf('BUSINESS', businessKey),
    ...(channel ? [nameOf('CHANNEL', channel)] : []),
    ...(campaign ? [nameOf('CAMPAIGN', campaignKey({ channel, campaign }))] : []),
    ...(country ? [nameOf('COUNTRY', country)] : []),
    ...(firstProduct ? [`FIRST_PRODUCT:${firstProduct}`] : []),
  ];
}

function movedOf(
  at: (snapshot: Snapshot) => Published,
  snapshot: Snapshot,
  { direction, segment }: { readonly direction: Direction; readonly segment: string },
): string[] {
  const definition = builtInSegments.find((one) => segmentName(one) === segment);
  const membersAt = (of: Snapshot) =>
    at(of)
      .rows.filter((row) => definition && matches(definition.filter, row))
      .map(({ customerKey }) => customerKey);
  const now = membersAt(snapshot);
  const then = membersAt({ ...snapshot, id: snapshot.former?.id ?? '' });
  return direction === 'ENTERED'
    ? now.filter((key) => !then.includes(key))
    : then.filter((key) => !now.includes(key));
}
