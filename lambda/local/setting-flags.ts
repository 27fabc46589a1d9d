import { type DateOrderWord, dateOrders } from '../environment.ts';
import { UsageError } from './usage-error.ts';

/** Settings named by flags; the rest keep their stored or default values. */
export interface SettingFlags {
  readonly currency?: string;
  readonly timeZone?: string;
  readonly margin?: number;
  readonly variableCost?: number;
  readonly asOf?: string;
  readonly dateOrder?: (typeof dateOrders)[DateOrderWord];
}

type Texts = Readonly<
  Partial<
    Record<
      'currency' | 'time-zone' | 'margin' | 'variable-cost' | 'as-of' | 'date-order',
      string | undefined
    >
  >
>;

/**
 * The settings that flags name.
 *
 * @throws UsageError that names the flag, what was expected and what arrived.
 */
export function settingFlags(flags: Texts): SettingFlags {
  const { currency, margin } = flags;
  const timeZone = flags['time-zone'];
  const variableCost = flags['variable-cost'];
  const asOf = flags['as-of'];
  const order = flags['date-order'];
  return {
    ...(currency === undefined ? {} : { currency: currencyCode(currency) }),
    ...(timeZone === undefined ? {} : { timeZone: zone(timeZone) }),
    ...(margin === undefined ? {} : { margin: share('--margin', margin) }),
    ...(variableCost === undefined ? {} : { variableCost: share('--variable-cost', variableCost) }),
    ...(asOf === undefined ? {} : { asOf: day('--as-of', asOf) }),
    ...(order === undefined ? {} : { dateOrder: dateOrder(order) }),
  };
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

export function dateOrder(text: string): (typeof dateOrders)[DateOrderWord] {
  if (!Object.hasOwn(dateOrders, text)) {
    throw new UsageError(
      `Expected --date-order to be dmy (31/12/2024), mdy (12/31/2024) or ymd (2024-12-31), got ${text}.`,
    );
  }
  return dateOrders[text as DateOrderWord];
}
