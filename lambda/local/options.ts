import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What `npm start` was asked to do. */
export interface StartOptions {
  readonly orders: readonly string[];
  readonly spend: readonly string[];
  readonly customers: readonly string[];
  readonly host: string;
  readonly port: number;
  /** Where everything is kept. */
  readonly directory: string;
  readonly isFresh: boolean;
  /** Settings named by flags; the rest keep their stored or default values. */
  readonly settings: SettingFlags;
}

export interface SettingFlags {
  readonly currency?: string;
  readonly timeZone?: string;
  readonly margin?: number;
  readonly variableCost?: number;
  readonly asOf?: string;
}

/** A flag that cannot be understood; its message is all a user needs to see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const help = `clv-graph: customer lifetime value over GraphQL, on this machine.

  npm start                         a generated sample shop, imported on first start
  npm start -- --orders FILE        the same on your own orders

  --orders FILE         order export: CSV, TSV, NDJSON or Parquet, .gz or not; may be repeated
  --spend FILE          advertising spend by day and channel; may be repeated
  --customers FILE      customer profiles; may be repeated
  --currency CODE       currency of all amounts (default USD, sample shop EUR)
  --time-zone ZONE      the shop's calendar (default UTC, sample shop Europe/Berlin)
  --margin SHARE        share of revenue left after cost of goods where orders do not say it (default 0.3)
  --variable-cost SHARE share of revenue for payment and fulfilment, basis CONTRIBUTION only (default 0)
  --as-of DAY           last day of observation, YYYY-MM-DD (default: the day of the last order)
  --port N              port of the API (default 4000)
  --host ADDRESS        address to listen on (default 127.0.0.1: this machine only)
  --data DIR            where everything is kept (default .local/<name of the first file or sample-shop>)
  --fresh               forget what DIR holds and start over
  --help                this text

S3_ENDPOINT and DYNAMODB_ENDPOINT point it at other servers instead of the embedded ones.
`;

/**
 * Reads the command line; undefined when only help was asked for.
 *
 * @throws UsageError that names the flag, what was expected and what arrived.
 */
export function parseOptions(argv: readonly string[]): StartOptions | undefined {
  const flags = parse(argv);
  if (flags.help) {
    return undefined;
  }
  const orders = flags.orders ?? [];
  const files = { orders, spend: flags.spend ?? [], customers: flags.customers ?? [] };
  const first = orders[0] ?? files.spend[0] ?? files.customers[0];
  const name = first === undefined ? 'sample-shop' : basename(first).replace(/\..*$/, '');
  return {
    ...files,
    host: flags.host ?? '127.0.0.1',
    port: wholeNumber('--port', flags.port ?? '4000', 0, 65_535),
    directory: resolve(flags.data ?? join('.local', name)),
    isFresh: flags.fresh ?? false,
    settings: settingFlags(flags),
  };
}

type Flags = ReturnType<typeof parse>;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        orders: { type: 'string', multiple: true },
        spend: { type: 'string', multiple: true },
        customers: { type: 'string', multiple: true },
        currency: { type: 'string' },
        'time-zone': { type: 'string' },
        margin: { type: 'string' },
        'variable-cost': { type: 'string' },
        'as-of': { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        fresh: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : error}\nSee npm start -- --help.`,
    );
  }
}

function settingFlags(flags: Flags): SettingFlags {
  const { currency, margin } = flags;
  const timeZone = flags['time-zone'];
  const variableCost = flags['variable-cost'];
  const asOf = flags['as-of'];
  return {
    ...(currency === undefined ? {} : { currency: currencyCode(currency) }),
    ...(timeZone === undefined ? {} : { timeZone: zone(timeZone) }),
    ...(margin === undefined ? {} : { margin: share('--margin', margin) }),
    ...(variableCost === undefined ? {} : { variableCost: share('--variable-cost', variableCost) }),
    ...(asOf === undefined ? {} : { asOf: day('--as-of', asOf) }),
  };
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new UsageError(
      `Expected ${flag} to be a whole number from ${least} to ${most}, got ${text}.`,
    );
  }
  return value;
}

function share(flag: string, text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d{0,6}$/.test(text) || text === '' || !(value >= 0 && value <= 1)) {
    throw new UsageError(
      `Expected ${flag} to be a share from 0 to 1 with at most six decimal places (0.3 is 30 %), got ${text}.`,
    );
  }
  return value;
}

export function currencyCode(text: string): string {
  if (!Intl.supportedValuesOf('currency').includes(text)) {
    throw new UsageError(`Expected --currency to be an ISO 4217 code such as EUR, got ${text}.`);
  }
  return text;
}

export function zone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone && text;
  } catch {
    throw new UsageError(
      `Expected --time-zone to be an IANA zone such as Europe/Berlin, got ${text}.`,
    );
  }
}

export function day(flag: string, text: string): string {
  const time = Date.parse(text);
  if (
    !/^\d{4}-\d\d-\d\d$/.test(text) ||
    Number.isNaN(time) ||
    !new Date(time).toISOString().startsWith(text)
  ) {
    throw new UsageError(`Expected ${flag} to be a day such as 2026-06-30, got ${text}.`);
  }
  return text;
}
