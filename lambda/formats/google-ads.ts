import { plainName } from './aliases.ts';
import { googleAdsNames as names } from './google-ads-names.ts';
import { knownExport } from './known-export.ts';
import type { FileShape, SpendPeriod } from './plan.ts';

const dayNames: readonly string[] = [...names.day, ...names.week, ...names.month];
const channelNames: readonly string[] = names.channel;

/**
 * A campaign report of Google Ads. Its totals are the last rows; "--" is a missing value; without a
 * column of days, weeks or months the dates of the report are those of every row.
 */
export const googleAds = knownExport({
  kind: 'spend',
  format: 'google-ads',
  source: 'google_ads',
  signature: [names.campaign, names.cost, [...names.metrics, ...names.currency]],
  aliases: {
    day: dayNames,
    amount: names.cost,
    campaign: names.campaign,
    currency: names.currency,
  },
  needed: ['amount', 'campaign'],
  amounts: ['amount'],
  isExport: (shape) =>
    !shape.columns.some((column) => channelNames.includes(plainName(column))) &&
    (shape.columns.some((column) => dayNames.includes(plainName(column))) ||
      reportDates(shape) !== undefined),
  details: (shape, mapping) => ({
    preparation: 'google-ads',
    constants: { channel: 'google_ads' },
    // The first column carries the word "Total" in the footer, whatever it is about.
    mapping: { ...mapping, rowLabel: shape.columns[0] ?? '' },
    period: { unit: unitOf(mapping.day), ...reportDates(shape) },
  }),
});

/** What a row covers, by the name of its time column in any of the languages. */
function unitOf(dayColumn: string | undefined): SpendPeriod['unit'] {
  const name = plainName(dayColumn ?? '');
  const isOf = (some: readonly string[]) => some.includes(name);
  return isOf(names.week) ? 'WEEK' : isOf(names.month) ? 'MONTH' : 'DAY';
}

/** First and last day of the report by its preamble, such as "May 1, 2024 - May 31, 2024". */
function reportDates({ container }: FileShape): Pick<SpendPeriod, 'from' | 'until'> | undefined {
  const preamble = container.type === 'csv' ? (container.preamble ?? []) : [];
  for (const line of preamble) {
    const [from, until, more] = line
      .replaceAll('"', '')
      .split(/\s+[-–]\s+/)
      .map(dayOf);
    if (from && until && more === undefined && from <= until) {
      return { from, until };
    }
  }
  return undefined;
}

const monthNames = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** A day with its month in words or in ISO form; one in slashes says nothing for certain. */
function dayOf(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (iso) {
    return iso[0];
  }
  const words = /^(?:([a-z]+)\.? (\d{1,2}),|(\d{1,2}) ([a-z]+)\.?,?) (\d{4})$/i.exec(text.trim());
  const month = monthNames.indexOf((words?.[1] ?? words?.[4] ?? '').slice(0, 3).toLowerCase()) + 1;
  const day = words?.[2] ?? words?.[3];
  return words && day && month > 0
    ? `${words[5]}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`
    : undefined;
}
