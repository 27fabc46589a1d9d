import { expect, test } from 'vitest';
import { addDays } from '../../graph/calendar.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';
import { query } from '../support/query.ts';

const firstDay = '2024-01-01';

/** `perDay` new customers on each of `days` days from an offset. */
function newcomers(offset: number, days: number, perDay: number) {
  return Array.from({ length: days * perDay }, (_, index) =>
    order({
      customer: `c${offset}-${index}`,
      day: addDays(firstDay, offset + Math.floor(index / perDay)),
    }),
  );
}

async function warningsOf(orders: ReturnType<typeof newcomers>, days: number) {
  const { stores } = memoryStores({ asOfDay: addDays(firstDay, days - 1), orders });
  const { data, errors } = await query(stores, '{ model { warnings { code message } } }');
  expect(errors).toEqual([]);
  const codes = ['SHORT_HISTORY', 'LEFT_TRUNCATED', 'REFUNDS_UNDATED'];
  return data.model.warnings.filter(({ code }: { code: string }) => codes.includes(code));
}

test('a year of data and even acquisition give no warning', async () => {
  expect(await warningsOf(newcomers(0, 365, 1), 365)).toEqual([]);
});

test('less than a year is said to be short', async () => {
  expect(await warningsOf(newcomers(0, 364, 1), 364)).toMatchObject([
    { code: 'SHORT_HISTORY', message: expect.stringContaining('covers 364 days') },
  ]);
});

test('a wave of new customers at the start is said to be returning ones', async () => {
  // 90 in 30 days, then 365 - 30 = 335 in 335 days: 3.0 and 1.0 a day.
  const wave = [...newcomers(0, 30, 3), ...newcomers(30, 335, 1)];
  expect(await warningsOf(wave, 365)).toMatchObject([
    {
      code: 'LEFT_TRUNCATED',
      message: expect.stringContaining('3.0 customers a day are new, after that 1.0'),
    },
  ]);
  expect(await warningsOf([...newcomers(0, 30, 2), ...newcomers(30, 335, 1)], 365)).toEqual([]);
});

test('refunds are said to be without a day of their own', async () => {
  const orders = [...newcomers(0, 365, 1), order({ customer: 'r', day: firstDay, refund: '3' })];
  expect(await warningsOf(orders, 365)).toMatchObject([{ code: 'REFUNDS_UNDATED' }]);
});
