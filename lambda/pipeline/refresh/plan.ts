import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '../../../graph/settings.ts';
import { baseKey, type LakeKind } from '../../layout.ts';
import { type ConsumedDelta, type Manifest, manifestFormat } from './manifest.ts';

/** A delta as the lake's listing shows it. */
export type ListedDelta = Omit<ConsumedDelta, 'publishedAt' | 'rows'>;

/** What a refresh reads, decided from the former manifest and a listing. */
export interface Plan {
  /** False when a snapshot of the same inputs and settings is already served. */
  readonly hasNews: boolean;
  /** Deltas to be merged into the base. */
  readonly deltas: readonly ListedDelta[];
  /** Deltas still in the lake that former snapshots consumed. */
  readonly consumed: readonly ConsumedDelta[];
  /** Base objects of the former snapshot, one a bucket. */
  readonly base: Readonly<Record<LakeKind, readonly string[]>>;
  /** Orders in that base, all versions merged. */
  readonly baseOrders: number;
}

/**
 * `segments` are the names of those there are. A delta counts as consumed when the object of that name has the content that was
 * consumed.
 */
export function planRefresh(
  former: Manifest | undefined,
  listing: readonly ListedDelta[],
  settings: Settings,
  segments: readonly string[],
): Plan {
  const known = new Map(former?.consumed.map((delta) => [identity(delta), delta]));
  const deltas = listing.filter((delta) => !known.has(identity(delta)));
  return {
    hasNews:
      deltas.length > 0 ||
      former?.format !== manifestFormat ||
      !isDeepStrictEqual(former.segments, segments) ||
      !isDeepStrictEqual(former.settings, plain(settings)),
    deltas,
    consumed: listing.flatMap((delta) => known.get(identity(delta)) ?? []),
    base: {
      orders: baseKeys(former, 'orders'),
      customers: baseKeys(former, 'customers'),
      spend: baseKeys(former, 'spend'),
      merges: baseKeys(former, 'merges'),
      erasures: baseKeys(former, 'erasures'),
    },
    baseOrders: rowsBelow(former, baseKeys(former, 'orders')),
  };
}

/** Deltas of one kind. */
export function ofKind<T extends { readonly kind: LakeKind }>(
  kind: LakeKind,
  deltas: readonly T[],
): readonly T[] {
  return deltas.filter((delta) => delta.kind === kind);
}

/** Greatest number of buckets: four digits of a file name, and a power of two. */
const mostBuckets = 4096;

/**
 * Buckets for a number of orders: a power of two, and never fewer than before. Doubling splits each
 * bucket in two, so a new bucket's rows all come from one former bucket.
 */
export function bucketsFor(orders: number, perBucket: number, former: number): number {
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(orders / perBucket, 1)));
  return Math.min(Math.max(wanted, former), mostBuckets);
}

function baseKeys(former: Manifest | undefined, kind: LakeKind): string[] {
  const length = former?.baseBuckets[kind] ?? 0;
  return former ? Array.from({ length }, (_, bucket) => baseKey(kind, former.id, bucket)) : [];
}

function rowsBelow(former: Manifest | undefined, keys: readonly string[]): number {
  const wanted = new Set(keys);
  return (former?.files ?? [])
    .filter((file) => wanted.has(file.key))
    .reduce((sum, file) => sum + file.rows, 0);
}

function identity({ key, etag }: ListedDelta): string {
  return `${key} ${etag}`;
}

/** As the manifest's JSON keeps it: without undefined fields. */
function plain(settings: Settings): unknown {
  return JSON.parse(JSON.stringify(settings));
}
