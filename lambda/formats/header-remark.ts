import { plainName } from './aliases.ts';
import type { Field } from './plan.ts';

/*
 * What a header says beside the name of its column: `Order Total (USD)`, `Total incl. VAT`, `Order Date (UTC)`, `Order #`. Only
 * remarks that leave a column what it is are known: a total without tax, or an amount that was refunded, is another column.
 */

/** Fields whose columns may name a currency, the one that says what an order came to first. */
export const amountFields: readonly Field[] = [
  'gross',
  'total',
  'lineTotal',
  'unitPrice',
  'amount',
  'discount',
  'refund',
  'tax',
  'shipping',
  'cost',
];

/** The plain names that a header has for a field once its remarks are dropped; none where it has no remark that is known. */
export function bareNames(header: string, field: Field): string[] {
  return readings(header, knownIn(field)).map(({ name }) => plainName(name));
}

/** The currency that an amount's header names: an ISO 4217 code, or a sign that may stand for several. */
export function currencyOf(header: string): string | undefined {
  const remarks = readings(header, knownIn('total')).flatMap((reading) => reading.remarks);
  return remarks.map(currencyIn).find((currency) => currency !== undefined);
}

interface Reading {
  readonly name: string;
  readonly remarks: readonly string[];
}

/** A header may have two: `Total incl. VAT (EUR)`. */
function readings(header: string, isKnown: (remark: string) => boolean): Reading[] {
  const once = splits(header).filter(({ remarks }) => remarks.every(isKnown));
  const twice = once.flatMap(({ name, remarks }) =>
    splits(name)
      .filter((inner) => inner.remarks.every(isKnown))
      .map((inner) => ({ name: inner.name, remarks: [...inner.remarks, ...remarks] })),
  );
  return [...once, ...twice];
}

const inBrackets = /^(.+?)\s*[([{]([^()[\]{}]+)[)\]}]$/;
const endsInSign = /^(.*[^\s_.,:/-])[\s_.,:/-]*([#№€£$¥])$/;
const words = /^(.+?[^\s_.,:/-])[\s_.,:/-]+([^\s_.,:/-]+(?:[\s_.,:/-]+[^\s_.,:/-]+)?)\.?$/;
const lastWord = /^(.+[^\s_.,:/-])[\s_.,:/-]+([^\s_.,:/-]+)\.?$/;

/** Every way to take a remark off the end: what is in brackets, a sign, the last word, the last two. */
function splits(header: string): Reading[] {
  return [inBrackets, endsInSign, lastWord, words].flatMap((form) => {
    const [, name, remark] = form.exec(header.trim()) ?? [];
    return name === undefined || remark === undefined
      ? []
      : [{ name, remarks: remark.split(/[,;]/).map(plainName) }];
  });
}

const times: readonly Field[] = ['orderedAt', 'updatedAt'];
const ids: readonly Field[] = ['orderId', 'customerId'];

/** Which remarks the columns of a field may have, in plain form. */
function knownIn(field: Field): (remark: string) => boolean {
  if (amountFields.includes(field)) {
    return (remark) =>
      currencyIn(remark) !== undefined || (field === 'total' && taxIncluded.test(remark));
  }
  if (times.includes(field)) {
    return (remark) => zone.test(remark);
  }
  return (remark) => ids.includes(field) && numberWords.includes(remark);
}

const taxIncluded =
  /^(?:incl?|including|with|inkl|inklusive|mit|avec|con|com|met)(?:sales)?(?:vat|tax|taxes|gst|mwst|ust|tva|iva|btw)$|^ttc$/;

/** Plain names have lost the sign of an offset to the west, and the time forms read the header itself. */
const zone = /^(?:utc|gmt)(?:[+−]?\d{1,2}(?::?\d{2})?)?$/;

const numberWords = ['#', '№', 'no', 'nr', 'num', 'n°', 'nº'];

/** Codes that are words of English, and say what an amount is of. */
const englishWords = ['ALL', 'TOP'];

const codes = new Set(
  Intl.supportedValuesOf('currency').filter((code) => !englishWords.includes(code)),
);

function currencyIn(remark: string): string | undefined {
  const currency = remark.replace(/^in/, '').toUpperCase();
  return codes.has(currency) || currency in signs ? currency : undefined;
}

/** What a sign stands for, unless the shop reports in another currency that has it. */
const signs: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', $: 'USD', '¥': 'JPY' };

/** The code of what a header names, in a shop that reports in `currency`. */
export function currencyCode(named: string, currency: string): string {
  const usual = signs[named];
  return usual === undefined || symbolOf(currency) !== named ? (usual ?? named) : currency;
}

function symbolOf(currency: string): string | undefined {
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  return format.formatToParts(0).find(({ type }) => type === 'currency')?.value;
}
