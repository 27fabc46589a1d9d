import { addDays, dayOf } from '../calendar.ts';
import type { SpendInput } from '../generated/resolvers.ts';
import type { Settings } from '../settings.ts';

/** What is wrong with one field of an entry. */
export interface EntryProblem {
  readonly field: keyof SpendInput;
  readonly message: string;
  readonly code: 'INVALID' | 'CURRENCY_UNSUPPORTED';
}

export interface EntryLimits {
  readonly settings: Pick<Settings, 'currency' | 'timeZone'>;
  readonly now: Date;
}

/** Everything that keeps an entry from being accepted. */
export function entryProblems(input: SpendInput, limits: EntryLimits): EntryProblem[] {
  return [
    ...(['source', 'channel', 'campaign'] as const).flatMap((field) =>
      textProblem(field, input[field]),
    ),
    ...channelProblem(input),
    ...dayProblem(input, limits),
    ...amountProblem(input),
    ...currencyProblem(input, limits),
  ];
}

/** A name of a channel longer than this is none. */
const maxTextBytes = 400;

/** Half a surrogate pair would be stored as another text, and NUL ends a text in some readers. */
function textProblem(field: keyof SpendInput, value: string | null | undefined): EntryProblem[] {
  if (value === null || value === undefined) {
    return [];
  }
  if (value.trim() === '') {
    return [invalid(field, `${field} to be a text`, 'an empty one')];
  }
  if (!value.isWellFormed() || value.includes('\0')) {
    return [
      invalid(
        field,
        `${field} in well-formed Unicode without NUL characters`,
        JSON.stringify(value),
      ),
    ];
  }
  const bytes = Buffer.byteLength(value);
  return bytes > maxTextBytes
    ? [invalid(field, `${field} of at most ${maxTextBytes} bytes`, `${bytes}`)]
    : [];
}

function channelProblem({ channel, kind }: SpendInput): EntryProblem[] {
  return kind === 'ADS' && (channel === null || channel === undefined)
    ? [invalid('channel', 'the channel of advertisements', 'none')]
    : [];
}

/** Beyond, a day is a mistake rather than a booking ahead. */
const maxDaysAhead = 366;
const firstDay = '1970-01-01';

function dayProblem({ day }: SpendInput, { settings, now }: EntryLimits): EntryProblem[] {
  const last = addDays(dayOf(now, settings.timeZone), maxDaysAhead);
  return day < firstDay || day > last
    ? [invalid('day', `a day from ${firstDay} to ${last}`, day)]
    : [];
}

/** As the lake keeps amounts; they are never rounded. */
const maxPlaces = 4;

function amountProblem({ amount }: SpendInput): EntryProblem[] {
  const isAmount = !amount.startsWith('-') && (amount.split('.')[1]?.length ?? 0) <= maxPlaces;
  const expected = 'amount to be a number >= 0 with at most four decimal places';
  return isAmount ? [] : [invalid('amount', expected, amount)];
}

function currencyProblem({ currency }: SpendInput, { settings }: EntryLimits): EntryProblem[] {
  return currency && currency !== settings.currency
    ? [
        {
          field: 'currency',
          message: `Expected the reporting currency ${settings.currency}, got ${currency}, for which there is no rate.`,
          code: 'CURRENCY_UNSUPPORTED',
        },
      ]
    : [];
}

function invalid(field: keyof SpendInput, expected: string, got: string): EntryProblem {
  return { field, message: `Expected ${expected}, got ${got}.`, code: 'INVALID' };
}
