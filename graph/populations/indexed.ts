import type { Context } from '../context.ts';
import type { CustomerFilter } from '../customers/filter.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { Population } from './population.ts';
import {
  campaignOfKey,
  keyOfName,
  type NameRange,
  namesOfKind,
  onlyName,
} from './population-name.ts';
import type { PopulationEntry } from './store.ts';

/** Kinds whose groups the data itself names; the others are rules. */
export type IndexedKind = 'CHANNEL' | 'CAMPAIGN' | 'COUNTRY' | 'PRODUCT';

/** A channel, campaign or country list is this long at most; the greatest groups are in it. */
const longestList = 1000;

/** The group of this kind and key; null when the snapshot has none. */
export async function findIndexed(
  kind: IndexedKind,
  key: string,
  { snapshot, loaders }: Context,
): Promise<Population | null> {
  const current = await snapshot();
  if (!current) {
    return null;
  }
  const [entry] = await loaders.population.entries(current, onlyName(kind, key));
  return entry ? populationOf(kind, entry, current) : null;
}

/** Groups of a kind, most customers first, ties by key. `range` narrows it. */
export async function listIndexed(
  kind: Exclude<IndexedKind, 'PRODUCT'>,
  { snapshot, loaders }: Context,
  range: NameRange = namesOfKind(kind),
): Promise<Population[]> {
  const current = await snapshot();
  const entries = current ? await loaders.population.entries(current, range) : [];
  return entries
    .toSorted((a, b) => b.customers - a.customers || (a.name < b.name ? -1 : 1))
    .slice(0, longestList)
    .map((entry) => populationOf(kind, entry, current));
}

/** The group that a row of the index describes. */
export function populationOf(
  kind: IndexedKind,
  entry: PopulationEntry,
  snapshot: Snapshot | undefined,
): Population {
  const key = keyOfName(kind, entry.name);
  return {
    kind,
    key,
    label: labelOf(kind, key, entry),
    snapshot,
    filter: filterOf(kind, key),
    names: onlyName(kind, key),
    facts: async () => entry,
  };
}

function labelOf(kind: IndexedKind, key: string, { product }: PopulationEntry): string {
  switch (kind) {
    case 'CAMPAIGN':
      return campaignOfKey(key)?.campaign ?? key;
    case 'PRODUCT':
      return product?.title ?? key;
    default:
      return key;
  }
}

function filterOf(kind: IndexedKind, key: string): CustomerFilter {
  switch (kind) {
    case 'CHANNEL':
      return { channels: [key] };
    case 'COUNTRY':
      return { countries: [key] };
    case 'PRODUCT':
      return { products: [key] };
    case 'CAMPAIGN': {
      const { channel, campaign } = campaignOfKey(key) ?? { channel: null, campaign: key };
      const inChannel = channel === null ? { isAttributed: false } : { channels: [channel] };
      return { campaigns: [campaign], ...inChannel };
    }
  }
}
