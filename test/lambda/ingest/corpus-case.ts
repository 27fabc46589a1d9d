import { copyFile, readFile } from 'node:fs/promises';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { ImportReport } from '../../../graph/imports/import.ts';
import type { Order } from '../../../graph/orders/order.ts';
import { defaultSettings, type Settings } from '../../../graph/settings.ts';
import type { Mapping } from '../../../lambda/formats/plan.ts';
import { deltaKey, ratesKey, type UploadKind, uploadKey } from '../../../lambda/layout.ts';
import {
  type IngestDependencies,
  ingestFile,
} from '../../../lambda/pipeline/ingest/ingest-file.ts';
import { testIdentityKey } from '../../support/identity-key.ts';
import { nothingPublished } from '../../support/nothing-published.ts';

/** What the JSON beside a file says: how it is imported, and what must come out. */
export interface CorpusCase {
  /** The trap, in a sentence. */
  readonly about: string;
  /** Orders unless it says otherwise. */
  readonly kind?: UploadKind;
  readonly settings?: Partial<Settings>;
  readonly mapping?: Mapping;
  /** The shop's rates file. */
  readonly rates?: string;
  readonly outcome?: unknown;
}

/** Imports a file with everything kept in memory, and tells what came out in plain JSON. */
export async function outcomeOf(
  path: string,
  name: string,
  { kind = 'orders', settings, mapping, rates }: CorpusCase,
): Promise<unknown> {
  const orders: Order[] = [];
  const objects = new Map<string, Uint8Array>();
  const report = await ingestFile(
    dependenciesOf(path, {
      orders,
      objects,
      rates,
      settings: { ...defaultSettings, ...settings },
    }),
    {
      bucket: 'data',
      key: uploadKey(kind, 'u', name),
      eventTime: '2026-01-05T10:00:00.000Z',
      write: 'w',
      ...(mapping ? { mapping } : {}),
    },
  );
  if (!report || report.failure !== null) {
    return { failure: report?.failure };
  }
  const profiles = await rowsOf(objects.get(deltaKey('customers', report.id)));
  const names = new Map(
    profiles.flatMap(({ customer_key: customerKey, email, phone }) => {
      const [type] = customerKey.split(':');
      const who = type === 'email' ? email : phone;
      return type === 'id' || !who ? [] : [[customerKey, `${type}:${who}`] as const];
    }),
  );
  return plainJson({
    ...countsOf(report),
    orders: kind === 'orders' ? orders.toSorted(byId).map((one) => orderLine(one, names)) : [],
    profiles: kind === 'customers' ? profiles.map((one) => profileLine(one, names)) : [],
    spend: spendLines(await rowsOf(objects.get(deltaKey('spend', report.id)))),
    rejects: report.firstRejects,
  });
}

interface Kept {
  readonly orders: Order[];
  readonly objects: Map<string, Uint8Array>;
  readonly rates: string | undefined;
  readonly settings: Settings;
}

function dependenciesOf(
  path: string,
  { orders, objects, rates, settings }: Kept,
): IngestDependencies {
  const notNeeded = () => Promise.reject(new Error('expected no such call while a file is read'));
  return {
    objects: {
      readText: async (key) =>
        rates === undefined || key !== ratesKey ? undefined : { text: rates, etag: 'rates' },
      writeText: notNeeded,
      writeTextIf: notNeeded,
      // biome-ignore lint/correctness/useYield: an import lists nothing.
      list: async function* () {
        await notNeeded();
      },
      folders: notNeeded,
      remove: notNeeded,
      download: (_, file) => copyFile(path, file),
      upload: async (file, key) => {
        objects.set(key, await readFile(file));
      },
    },
    recents: {
      writeOrders: async (some) => {
        orders.push(...some);
      },
      owners: async function* () {},
      writeProfiles: async () => undefined,
      recentOrders: notNeeded,
      recentProfiles: notNeeded,
      customersOf: notNeeded,
      customersByEmailHash: notNeeded,
      writeMerge: notNeeded,
      erase: notNeeded,
      erasures: notNeeded,
      identities: notNeeded,
      ordersByKey: notNeeded,
      forget: notNeeded,
    },
    runs: {
      begin: async (report) => report,
      save: async () => undefined,
      get: notNeeded,
      list: notNeeded,
    },
    published: nothingPublished,
    identityKey: async () => testIdentityKey,
    settings,
    clock: () => new Date('2026-01-05T10:00:01.000Z'),
    requestRefresh: async () => undefined,
    databaseOptions: { threads: 1 },
  };
}

function countsOf(report: ImportReport) {
  const { format, confidence, totals, excludedByReason, explanations = [], warnings } = report;
  return {
    format,
    confidence,
    rows: {
      read: report.rowsRead,
      kept: report.rowsKept,
      merged: report.rowsMerged,
      excluded: report.rowsExcluded,
      rejected: report.rowsRejected,
    },
    excludedByReason,
    totals,
    explanations,
    warnings: warnings?.map(({ code, message, rows }) =>
      [code, message, ...(rows === null ? [] : [rows])].join(': '),
    ),
  };
}

function byId(a: Order, b: Order): number {
  return a.orderId < b.orderId ? -1 : 1;
}

/** An order without what is 0 or null, so that a case shows what it is about. */
function orderLine(order: Order, names: ReadonlyMap<string, string>) {
  const { orderId, source, customerKey, orderedAt, utcOffsetMinutes, day, version } = order;
  const { status, exclusion, channel, campaign, coupon } = order;
  const money = Object.fromEntries(
    (['gross', 'discount', 'refund', 'tax', 'shipping', 'net'] as const).map((field) => [
      field,
      order[field].eq(0) ? null : order[field].toFixed(),
    ]),
  );
  const [changedAt, eventTime] = version.split('/');
  return {
    id: `${source}/${orderId}`,
    customer: names.get(customerKey) ?? customerKey,
    at: orderedAt,
    day: orderedAt.startsWith(day) ? null : day,
    utcOffsetMinutes,
    ...money,
    status,
    exclusion,
    channel,
    campaign,
    coupon,
    changedAt: changedAt === eventTime ? null : changedAt,
    lines: order.lines.map(
      ({ product, name, quantity, amount }) =>
        `${quantity.toFixed()} × ${product}${name && name !== product ? ` (${name})` : ''} = ${amount.toFixed()}`,
    ),
  };
}

function profileLine(profile: Row, names: ReadonlyMap<string, string>) {
  const { customer_key: customerKey, email, name, phone, country } = profile;
  return {
    customer: names.get(customerKey) ?? customerKey,
    email,
    name,
    phone,
    country,
    referredBy: profile['referred_by'],
  };
}

type Row = Awaited<ReturnType<typeof parquetReadObjects>>[number];

async function rowsOf(delta: Uint8Array | undefined): Promise<Row[]> {
  return delta ? parquetReadObjects({ file: delta.slice().buffer, compressors }) : [];
}

/** `day channel/campaign amount`, in the order of days. */
function spendLines(rows: readonly Row[]): string[] {
  return rows
    .map(({ day, channel, campaign, kind, currency, amount }) => {
      const when = new Date(day).toISOString().slice(0, 10);
      const what = [channel, campaign].filter(Boolean).join('/');
      return `${when} ${what} ${Number(amount).toFixed(4)} ${currency}${kind === 'ADS' ? '' : ` ${kind}`}`;
    })
    .toSorted();
}

/** As JSON reads it back, without nulls and empty lists. */
function plainJson(value: object): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      part === null || (Array.isArray(part) && part.length === 0) ? undefined : part,
    ),
  );
}
