/**
 * The names that code and infrastructure share: S3 prefixes and keys, DynamoDB keys.
 *
 * This file imports nothing, so that infra can read it at synth time.
 */

/** What a dropped file can be about; also the folder it is dropped into. */
export const uploadKinds = ['orders', 'spend', 'customers'] as const;
export type UploadKind = (typeof uploadKinds)[number];

/** What the lake keeps: what is uploaded, and which customers were merged or erased. */
export const lakeKinds = [...uploadKinds, 'merges', 'erasures'] as const;
export type LakeKind = (typeof lakeKinds)[number];

/** Top-level prefixes of the data bucket. */
export const prefixes = {
  uploads: 'uploads/',
  lake: 'lake/',
  rejects: 'rejects/',
  snapshots: 'snapshots/',
  exports: 'exports/',
  settings: 'settings/',
} as const;

/** Every upload of a kind; a frontend's presigned PUT lands in a folder of its own below it. */
export function uploadPrefix(kind: UploadKind): string {
  return `${prefixes.uploads}${kind}/`;
}

/** `unique` keeps two files of one name apart; the file name stays readable in the report. */
export function uploadKey(kind: UploadKind, unique: string, fileName: string): string {
  return `${uploadPrefix(kind)}${unique}/${fileName}`;
}

/** Mappings that came with uploads. */
export const mappingPrefix = `${prefixes.settings}mappings/`;

/** Which column of an upload holds what, as its owner says: JSON, written before the upload itself. */
export function mappingKey(upload: string): string {
  return `${mappingPrefix}${upload.slice(prefixes.uploads.length)}.json`;
}

/** Accepted rows of one run, waiting for the next refresh to compact them. */
export function deltaPrefix(kind: LakeKind): string {
  return `${prefixes.lake}${kind}/delta/`;
}

export function deltaKey(kind: LakeKind, run: string): string {
  return `${deltaPrefix(kind)}${run}.parquet`;
}

/** Compacted rows of a kind, of all snapshots. */
export function basesPrefix(kind: LakeKind): string {
  return `${prefixes.lake}${kind}/base/`;
}

/** Compacted rows that a snapshot rests on, one object a customer-hash bucket. */
export function basePrefix(kind: LakeKind, snapshot: string): string {
  return `${basesPrefix(kind)}${snapshot}/`;
}

export function baseKey(kind: LakeKind, snapshot: string, bucket: number): string {
  return `${basePrefix(kind, snapshot)}${String(bucket).padStart(4, '0')}.parquet`;
}

/** What other currencies are worth: a CSV file of day, currency and rate that the shop keeps. */
export const ratesKey = `${prefixes.settings}rates.csv`;

/** The secret behind customer keys of e-mail addresses and telephone numbers; see lambda/identity-key.ts. */
export const identityKeyKey = `${prefixes.settings}identity.key`;

/** Refused rows of one run, a JSON object a line. */
export function rejectsKey(run: string): string {
  return `${prefixes.rejects}${run}.ndjson`;
}

/** The file of one export, a JSON object a line; the bucket deletes it after `exportDays`. */
export function exportFileKey(id: string): string {
  return `${prefixes.exports}${id}.ndjson`;
}

/** Exports are kept so long: their files by a rule of the bucket, their items by the table's time to live. */
export const exportDays = 7;

/** The one mutable object of the bucket: names the snapshot that is served. */
export const currentSnapshotKey = `${prefixes.snapshots}current.json`;

export function snapshotPrefix(snapshot: string): string {
  return `${prefixes.snapshots}${snapshot}/`;
}

/** What a snapshot holds. Every name is relative to `snapshotPrefix`. */
export const snapshotFiles = {
  manifest: 'manifest.json',
  model: 'model.json',
  /** Sufficient statistics of all customers at day resolution, see graph/models/cells.ts. */
  cells: 'cells.parquet',
  /** Customer rows in the order of one field; a page of a list is one run of rows. */
  ranking: (field: string) => `rankings/${field.toLowerCase()}.parquet`,
  /** Customer rows of one hash bucket, sorted by customer key; one customer is one ranged read. */
  customers: (bucket: number) => `customers/${String(bucket).padStart(4, '0')}.parquet`,
  /** Personal data by customer key, apart so that nothing else has to be rewritten to erase it. */
  profiles: (bucket: number) => `profiles/${String(bucket).padStart(4, '0')}.parquet`,
  /** `order:<source>/<id>` and `email:<hash>` to customer key, one hash bucket, sorted. */
  lookups: (bucket: number) => `lookups/${String(bucket).padStart(4, '0')}.parquet`,
  /** Totals by day. */
  days: 'rollups/days.parquet',
  /** Counts by (day, day of the order before), from which distinct buyers of any window follow. */
  gaps: 'rollups/gaps.parquet',
  /** Spend and new customers by day, channel and campaign. */
  acquisition: 'rollups/acquisition.parquet',
  /** What customers did by the day of their first order and the days since. */
  lives: 'rollups/lives.parquet',
  /**
   * What each customer (by number) bought on a day, sorted by day: a past day is the rows up to it, and what a product's
   * buyers did is the rows of theirs.
   */
  purchaseDays: 'rollups/purchase-days.parquet',
  /**
   * The same of every group of customers, sorted by its name (graph/populations/population-name.ts): one
   * group, or all of a kind, is one run of rows.
   */
  populations: {
    /** What each adds up to. */
    index: 'populations/index.parquet',
    cells: 'populations/cells.parquet',
    days: 'populations/days.parquet',
    /** Of all but products, as lives: see lambda/stores/s3/buyer-histories.ts. */
    gaps: 'populations/gaps.parquet',
    lives: 'populations/lives.parquet',
    /** Counts by trait and value, of the business too. */
    traits: 'populations/traits.parquet',
    /** Who bought a product: a row a product and customer number. */
    purchases: 'populations/purchases.parquet',
    /** The products of the index, greatest revenue first. */
    products: 'populations/products.parquet',
  },
  /** What actions are advised from, each sorted by the name of what it is about. */
  actions: {
    /** Quartiles of average order values among those whom a customer is compared with. */
    peers: 'actions/peers.parquet',
    /** Products that are bought together. */
    pairs: 'actions/pairs.parquet',
    /** What customers of each source brought by an age. */
    fit: 'actions/fit.parquet',
    /** What precedes lapse: one small file. */
    signals: 'actions/signals.parquet',
    /** Segments' members, for the next refresh to compare with. */
    members: 'actions/members.parquet',
    /** Who entered and left each segment since the snapshot before. */
    movement: 'actions/movement.parquet',
  },
} as const;

/** Partition and sort key of the one table. */
export const tableKeys = { partition: 'pk', sort: 'sk', timeToLive: 'expiresAt' } as const;

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** What changed for a customer since the snapshot: `o#<order key>` attributes name the recent orders. */
export function headKey(customerKey: string): ItemKey {
  return { pk: `CUSTOMER#${customerKey}`, sk: 'HEAD' };
}

/** Prefix of a head's attributes; the rest of the name is the order key, the value its version. */
export const headOrderPrefix = 'o#';

/** `into#<customer key>`: the customer was merged into that one; the value is the merge's version. */
export const headIntoPrefix = 'into#';

/** `from#<customer key>`: look at that one's head, it may have been merged into this one. */
export const headFromPrefix = 'from#';

/** Attribute of a head: what the customer ordered up to this instant was erased. */
export const headErasedAt = 'erasedAt';

export function recentOrderKey(customerKey: string, orderKey: string): ItemKey {
  return { pk: `CUSTOMER#${customerKey}`, sk: `ORDER#${orderKey}` };
}

/** Says that an order has left the customer for another one. */
export function departureKey(customerKey: string, orderKey: string): ItemKey {
  return { pk: `CUSTOMER#${customerKey}`, sk: `ORDER-GONE#${orderKey}` };
}

/** Begins the sort keys of a customer's recent orders and departures, and of nothing else. */
export const recentOrderSortPrefix = 'ORDER';

/** A profile newer than the snapshot. */
export function recentProfileKey(customerKey: string): ItemKey {
  return { pk: `CUSTOMER#${customerKey}`, sk: 'PROFILE' };
}

/** Finds the customer of a recent order. */
export function orderPointerKey(orderKey: string): ItemKey {
  return { pk: `ORDER#${orderKey}`, sk: 'POINTER' };
}

/** Finds the customer of an e-mail address that is newer than the snapshot. */
export function emailPointerKey(emailHash: string): ItemKey {
  return { pk: `EMAIL#${emailHash}`, sk: 'POINTER' };
}

/**
 * Orders that one import makes visible at once, at most: a day of a busy shop. A larger file goes to the lake alone, where
 * the refresh that it starts is quicker than some ten thousand writes to the table.
 */
export const mostRecentOrders = 1000;

/** Times that the message about an upload is handed out before it is left in the dead-letter queue. */
export const uploadReceives = 5;

/** One ingest or refresh. */
export function runKey(run: string): ItemKey {
  return { pk: `RUN#${run}`, sk: 'RUN' };
}

/** Runs of one calendar month, newest last; a month bounds what sits under one key. */
export function runsOfMonthKey(month: string, startedAt: string, run: string): ItemKey {
  return { pk: `RUNS#${month}`, sk: `${startedAt}#${run}` };
}

/** Twelve items a year sit under this key. */
export const runMonthsPartition = 'RUN-MONTHS';

/** Which months have runs: one item a month, so that a list can go back over months without any. */
export function runMonthKey(month: string): ItemKey {
  return { pk: runMonthsPartition, sk: month };
}

/** At most a hundred items sit under this key: graph/segments/store.ts. */
export const segmentsPartition = 'SEGMENTS';

/** A saved segment's rule. */
export function segmentKey(segment: string): ItemKey {
  return { pk: segmentsPartition, sk: segment };
}

/** One export. */
export function exportKey(id: string): ItemKey {
  return { pk: `EXPORT#${id}`, sk: 'EXPORT' };
}
