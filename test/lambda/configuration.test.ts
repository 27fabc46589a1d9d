import { expect, test } from 'vitest';
import { settingsFrom } from '../../lambda/configuration.ts';

test('without variables the defaults hold', () => {
  expect(settingsFrom({})).toEqual({
    currency: 'USD',
    timeZone: 'UTC',
    margin: 0.3,
    variableCost: 0,
  });
});

test('each variable sets its setting', () => {
  const env = {
    SHOP_CURRENCY: 'EUR',
    SHOP_TIME_ZONE: 'Europe/Berlin',
    SHOP_MARGIN: '0.45',
    SHOP_VARIABLE_COST: '0.1',
    SHOP_AS_OF: '1998-06-30',
    SHOP_DATE_ORDER: 'DAY_FIRST',
  };
  expect(settingsFrom(env)).toEqual({
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    margin: 0.45,
    variableCost: 0.1,
    asOf: '1998-06-30',
    dateOrder: 'DAY_FIRST',
  });
});

test.each([
  [
    { SHOP_CURRENCY: 'euro' },
    'expected SHOP_CURRENCY to be an ISO 4217 code such as EUR; got "euro"',
  ],
  [
    { SHOP_TIME_ZONE: 'Berlin' },
    'expected SHOP_TIME_ZONE to be an IANA time zone such as Europe/Berlin; got "Berlin"',
  ],
  [{ SHOP_MARGIN: '30%' }, 'expected SHOP_MARGIN to be a share between 0 and 1; got "30%"'],
  [
    { SHOP_MARGIN: '0.3333333' },
    'expected SHOP_MARGIN to have at most six decimal places; got "0.3333333"',
  ],
  [
    { SHOP_VARIABLE_COST: '1e-7' },
    'expected SHOP_VARIABLE_COST to have at most six decimal places; got "1e-7"',
  ],
  [
    { SHOP_AS_OF: '2026-02-30' },
    'expected SHOP_AS_OF to be a day such as 2026-01-31; got "2026-02-30"',
  ],
  [
    { SHOP_DATE_ORDER: 'DMY' },
    'expected SHOP_DATE_ORDER to be one of DAY_FIRST, MONTH_FIRST, YEAR_FIRST; got "DMY"',
  ],
])('%j is refused with what was expected', (env, message) => {
  expect(() => settingsFrom(env)).toThrow(message);
});
