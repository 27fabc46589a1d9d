import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ColumnFlags, columnFlags } from './column-flags.ts';
import { mappingFlags } from './mapping-file.ts';
import { type SettingFlags, settingFlags } from './setting-flags.ts';
import { UsageError } from './usage-error.ts';

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
  /** Columns named by flags, for every file of their kind. */
  readonly columns: ColumnFlags;
  /** File of exchange rates, for the files imported from now on. */
  readonly rates: string | undefined;
}

export const help = `clv-graph: customer lifetime value over GraphQL, on this machine.

  npm start                         a generated sample shop, imported on first start
  npm start -- --orders FILE        the same on your own orders

  --orders FILE         order export: CSV, TSV, NDJSON or Parquet, .gz or not; may be repeated
  --spend FILE          advertising spend by day and channel; may be repeated
  --customers FILE      customer profiles; may be repeated
  --map FIELD=COLUMN    which column of the order files holds what, where their header does not say it;
                        spend.FIELD=COLUMN, customers.FIELD=COLUMN for the others; may be repeated
  --mapping FILE        the same from a JSON file: {"total": "Betrag"}, or {"orders": {…}, "spend": {…}}
  --date-order ORDER    how files write 01/02/2024 where nothing in them proves it: dmy, mdy or ymd
  --rates FILE          what other currencies are worth, CSV with the columns day, currency, rate
  --currency CODE       currency of all amounts (default USD, sample shop EUR)
  --time-zone ZONE      the shop's calendar (default UTC, sample shop Europe/Berlin)
  --margin SHARE        share of revenue left after cost of goods where orders do not say it (default 0.3)
  --variable-cost SHARE share of revenue for payment and fulfilment, basis CONTRIBUTION only (default 0)
  --as-of DAY           last day of observation, YYYY-MM-DD (default: the day of the last order)
  --port N              port of the API (default 4000)
  --host ADDRESS        address to listen on (default 127.0.0.1: this machine only)
  --data DIR            where everything is kept; alone it serves what DIR holds (default .local/<name of the first file or sample-shop>)
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
    columns: columnFlags([...mappingFlags(flags.mapping), ...(flags.map ?? [])]),
    rates: flags.rates,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        orders: { type: 'string', multiple: true },
        spend: { type: 'string', multiple: true },
        customers: { type: 'string', multiple: true },
        map: { type: 'string', multiple: true },
        mapping: { type: 'string' },
        'date-order': { type: 'string' },
        rates: { type: 'string' },
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
    const text = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${withoutValue(text) ?? text}\nSee npm start -- --help.`);
  }
}

/** Node's three lines about a flag whose value is missing, or looks like a flag, in one sentence. */
function withoutValue(text: string): string | undefined {
  const [, flag] = /^Option '(--[\w-]+)[^']*' argument (?:is ambiguous|missing)/.exec(text) ?? [];
  return flag && `Expected a value after ${flag}, joined by = where it begins with a dash.`;
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
