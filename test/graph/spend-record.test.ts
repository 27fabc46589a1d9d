import { expect, test } from 'vitest';
import { memoryStores } from '../support/memory-stores.ts';
import { query } from '../support/query.ts';

const text = `mutation ($entries: [SpendInput!]!) { spendRecord(entries: $entries) {
  entries { source day channel campaign kind amount { amount currencyCode } }
  import { fileName kind rowsRead rowsKept rowsRejected rejects { line column reason } }
  userErrors { field message code } } }`;

const good = { day: '2026-06-30', channel: 'search', amount: '12.5' };

async function record(entries: readonly object[]) {
  const { stores, calls } = memoryStores({ asOfDay: '2026-06-30', orders: [] });
  const { data, errors } = await query(stores, text, { variables: { entries } });
  expect(errors).toEqual([]);
  return { ...data.spendRecord, calls: calls.filter((call) => call.startsWith('spend')) };
}

test('entries come back as they were recorded', async () => {
  const { entries, userErrors } = await record([
    { ...good, campaign: 'spring' },
    { ...good, channel: null, kind: 'OTHER', source: 'payroll', amount: '0' },
  ]);
  expect(userErrors).toEqual([]);
  const amount = (text: string) => ({ amount: text, currencyCode: 'USD' });
  expect(entries).toEqual([
    { ...good, source: 'api', campaign: 'spring', kind: 'ADS', amount: amount('12.50') },
    {
      ...{ ...good, source: 'payroll', channel: null, campaign: null },
      ...{ kind: 'OTHER', amount: amount('0.00') },
    },
  ]);
});

test('what cannot be accepted is refused by its place, the rest is recorded', async () => {
  const {
    import: report,
    entries,
    userErrors,
    calls,
  } = await record([good, { ...good, campaign: 'a', amount: '-1' }, { ...good, campaign: 'b' }]);
  expect(entries).toHaveLength(2);
  expect(calls).toEqual(['spend.record 2']);
  expect(userErrors).toMatchObject([{ field: ['entries', '1', 'amount'], code: 'INVALID' }]);
  expect(report).toMatchObject({ kind: 'SPEND', rowsRead: 3, rowsKept: 2, rowsRejected: 1 });
  expect(report.rejects).toMatchObject([{ line: 2, column: 'amount' }]);
});

test.each([
  ['a negative amount', { amount: '-0.01' }, 'amount', 'INVALID'],
  ['five decimal places', { amount: '0.00001' }, 'amount', 'INVALID'],
  ['a day before 1970', { day: '1969-12-31' }, 'day', 'INVALID'],
  ['a day far ahead', { day: '2027-07-03' }, 'day', 'INVALID'],
  ['advertisements without a channel', { channel: null }, 'channel', 'INVALID'],
  ['an empty channel', { channel: ' ' }, 'channel', 'INVALID'],
  ['half a character', { campaign: '\ud800' }, 'campaign', 'INVALID'],
  ['a source too long', { source: 'x'.repeat(401) }, 'source', 'INVALID'],
  ['another currency', { currency: 'JPY' }, 'currency', 'CURRENCY_UNSUPPORTED'],
])('%s is refused by name, and nothing is stored', async (_name, parts, field, code) => {
  const { import: report, userErrors, calls } = await record([{ ...good, ...parts }]);
  expect(userErrors).toMatchObject([{ field: ['entries', '0', field], code }]);
  expect([report, calls]).toEqual([null, []]);
});

test('two amounts for the same day, channel, campaign and kind contradict each other', async () => {
  const { entries, userErrors } = await record([
    good,
    { ...good, amount: '1' },
    { ...good, kind: 'OTHER' },
  ]);
  expect(entries).toHaveLength(2);
  expect(userErrors).toMatchObject([{ field: ['entries', '1'], code: 'INVALID' }]);
});

test('more than 250 entries are refused as a whole', async () => {
  const { userErrors, calls } = await record(new Array(251).fill(good));
  expect(userErrors).toMatchObject([{ field: ['entries'], code: 'TOO_MANY' }]);
  expect(calls).toEqual([]);
});
