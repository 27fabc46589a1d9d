import Big from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { exclusionOf, exclusionSql } from '../../../lambda/pipeline/ingest/exclusion.ts';

test.each([
  ['paid', '10', '0', '0', null],
  ['paid', '0', '0', '0', 'ZERO_AMOUNT'],
  ['paid', '10', '10', '0', 'ZERO_AMOUNT'],
  ['paid', '10', '2', '8', 'FULLY_REFUNDED'],
  ['paid', '10', '2', '7.9999', null],
  ['refunded', '10', '0', '0', 'FULLY_REFUNDED'],
  ['partially_refunded', '10', '0', '5', null],
  ['voided', '0', '0', '0', 'CANCELLED'],
  ['pending', '10', '0', '0', 'UNPAID'],
  ['failed', '10', '0', '0', 'FAILED'],
  ['test', '10', '0', '0', 'TEST'],
  ['trash', '10', '0', '0', 'DELETED'],
])(
  'an order %s of %s less %s with %s given back: %s',
  (status, gross, discount, refund, expected) => {
    const amounts = { gross: new Big(gross), discount: new Big(discount), refund: new Big(refund) };
    expect(exclusionOf({ status, ...amounts })).toBe(expected);
  },
);

test('the SQL excludes what the function excludes', async () => {
  const amount = fc.constantFrom('0', '0.0001', '5', '7.5', '10', '12.5');
  const status = fc.constantFrom(
    'paid',
    'refunded',
    'cancelled',
    'on hold',
    'trash',
    'odd',
    'test',
  );
  const cases = fc.sample(fc.tuple(status, amount, amount, amount), { numRuns: 500, seed: 7 });
  const values = cases.map(
    ([word, gross, discount, refund], index) =>
      `(${index}, '${word}', ${gross}::DECIMAL(18,4), ${discount}::DECIMAL(18,4), ${refund}::DECIMAL(18,4))`,
  );
  const database = await openDatabase({ threads: 1 });
  const rows = await database.rows(
    `SELECT ${exclusionSql()} AS exclusion
     FROM (VALUES ${values.join(', ')}) t(nth, status, gross, discount, refund) ORDER BY nth`,
  );
  await database.close();
  expect(rows.map(({ exclusion }) => exclusion)).toEqual(
    cases.map(([word, gross, discount, refund]) =>
      exclusionOf({
        status: word,
        gross: new Big(gross),
        discount: new Big(discount),
        refund: new Big(refund),
      }),
    ),
  );
});
