import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ColumnMapping } from '../../../graph/imports/mapping.ts';
import { registeredModels } from '../../../graph/models/registry.ts';
import type { TransactionModelName } from '../../../graph/models/transaction-model.ts';
import type { Settings } from '../../../graph/settings.ts';
import { columnFlags } from '../column-flags.ts';
import { mappingFlags } from '../mapping-file.ts';
import { currencyCode, dateOrder, day, zone } from '../setting-flags.ts';
import { UsageError } from '../usage-error.ts';

/** What `npm run fit` was asked to do. */
export interface FitOptions {
  readonly orders: string;
  /** Last day of the calibration period, YYYY-MM-DD. */
  readonly split: string | undefined;
  /** Last day of observation; the day of the last order unless told. */
  readonly asOf: string | undefined;
  /** Days in the unit of time of the parameters. */
  readonly unitDays: 1 | 7;
  /** The only model to fit. */
  readonly model: TransactionModelName | undefined;
  readonly excludesZero: boolean;
  /** Unless told, the currency that most rows of the file name. */
  readonly currency: string | undefined;
  readonly timeZone: string;
  /** Columns of the file that its header does not explain. */
  readonly mapping: ColumnMapping;
  /** File of exchange rates; without it rows in other currencies are refused. */
  readonly rates: string | undefined;
  /** How the file writes 01/02/2024 where nothing in it proves it. */
  readonly dateOrder: Settings['dateOrder'];
  readonly isJson: boolean;
  /** Where to write the model file. */
  readonly save: string | undefined;
}

export const fitHelp = `Fits the order models and the spend model to a file of orders, without a server.

  npm run fit -- --orders FILE                      fit all data; backtest on the last quarter
  npm run fit -- --orders FILE --split 1997-09-30   fit up to that day; backtest on the rest

  --orders FILE     order export: CSV, TSV, NDJSON or Parquet, .gz or not
  --map FIELD=COLUMN  which column holds what, where the header does not say it; may be repeated
  --mapping FILE    the same from a JSON file: {"total": "Betrag"}
  --rates FILE      what other currencies are worth, CSV with the columns day, currency, rate
  --date-order ORDER  how the file writes 01/02/2024 where nothing in it proves it: dmy, mdy or ymd
  --split DAY       last day of the calibration period, YYYY-MM-DD
  --as-of DAY       last day of observation, YYYY-MM-DD (default: the day of the last order)
  --unit day|week   unit of time of the parameters (default week)
  --model NAME      fit this model only: ${registeredModels()
    .map(({ name }) => name)
    .join(', ')}
  --exclude-zero    leave out orders worth nothing, which count as purchases otherwise
  --currency CODE   currency of the amounts (default: the one most rows name)
  --time-zone ZONE  calendar that days are counted in (default UTC)
  --save FILE       write the chosen model as a model file, to predict from elsewhere
  --json            one JSON document instead of the table
  --help            this text
`;

/**
 * Reads the command line; undefined when only help was asked for.
 *
 * @throws UsageError that names the flag, what was expected and what arrived.
 */
export function parseFitOptions(argv: readonly string[]): FitOptions | undefined {
  const flags = parse(argv);
  if (flags.help) {
    return undefined;
  }
  if (!flags.orders) {
    throw new UsageError('Expected --orders FILE, got none. See npm run fit -- --help.');
  }
  return {
    orders: resolve(flags.orders),
    split: given(flags.split, (text) => day('--split', text)),
    asOf: given(flags['as-of'], (text) => day('--as-of', text)),
    unitDays: unit(flags.unit ?? 'week'),
    model: given(flags.model, modelName),
    excludesZero: flags['exclude-zero'] ?? false,
    currency: given(flags.currency, currencyCode),
    timeZone: zone(flags['time-zone'] ?? 'UTC'),
    mapping: columnFlags([...mappingFlags(flags.mapping), ...(flags.map ?? [])]).orders,
    rates: given(flags.rates, resolve),
    dateOrder: given(flags['date-order'], dateOrder),
    isJson: flags.json ?? false,
    save: given(flags.save, resolve),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        orders: { type: 'string' },
        map: { type: 'string', multiple: true },
        mapping: { type: 'string' },
        rates: { type: 'string' },
        'date-order': { type: 'string' },
        split: { type: 'string' },
        'as-of': { type: 'string' },
        unit: { type: 'string' },
        model: { type: 'string' },
        'exclude-zero': { type: 'boolean' },
        currency: { type: 'string' },
        'time-zone': { type: 'string' },
        save: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const [problem] = String(error instanceof Error ? error.message : error).split('\n');
    throw new UsageError(`${problem} See npm run fit -- --help.`);
  }
}

function given<T>(text: string | undefined, read: (text: string) => T): T | undefined {
  return text === undefined ? undefined : read(text);
}

function unit(text: string): 1 | 7 {
  if (text !== 'day' && text !== 'week') {
    throw new UsageError(`Expected --unit to be day or week, got ${text}.`);
  }
  return text === 'day' ? 1 : 7;
}

/** `bg/nbd` and `BG-NBD` are `BG_NBD`. */
function modelName(text: string): TransactionModelName {
  const names = registeredModels().map(({ name }) => name);
  const found = names.find((name) => name === text.toUpperCase().replaceAll(/[\s/-]/g, '_'));
  if (!found) {
    throw new UsageError(`Expected --model to be one of ${names.join(', ')}, got ${text}.`);
  }
  return found;
}
