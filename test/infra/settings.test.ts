import { expect, test } from 'vitest';
import { readSettings } from '../../infra/settings.ts';

function settings(context: Readonly<Record<string, unknown>>) {
  return readSettings((key) => context[key]);
}

test('without context a development stage counts in dollars and UTC, closed to pages', () => {
  expect(settings({})).toEqual({
    stage: 'dev',
    currency: 'USD',
    timeZone: 'UTC',
    margin: 0.3,
    variableCost: 0,
    refreshMinutes: 60,
    allowedOrigins: [],
  });
});

test('numbers from the command line are text and are read as numbers', () => {
  expect(settings({ margin: '0.45', refreshMinutes: '15' })).toMatchObject({
    margin: 0.45,
    refreshMinutes: 15,
  });
});

test('the order of dates is named as people name it', () => {
  expect(settings({ dateOrder: 'dmy' })).toMatchObject({ dateOrder: 'dmy' });
});

test.each([
  ['margin', '30'],
  ['dateOrder', 'DMY'],
  ['dateOrder', 'myd'],
  ['margin', ''],
  ['variableCost', 'a tenth'],
  ['refreshMinutes', 0.5],
  ['refreshMinutes', 7.5],
  ['currency', 'eur'],
  ['timeZone', 'Berlin'],
  ['stage', 'Prod!'],
  ['allowedOrigins', '*'],
  ['allowedOrigins', 'https://shop.example/path'],
  ['allowedOrigins', 7],
  ['jwtIssuer', 'http://issuer.example'],
  ['jwtIssuer', 'https://issuer.example'],
  ['jwtAudience', 'clv'],
  ['alarmTopicArn', 'my-topic'],
])('%s = %j is refused with its name', (key, value) => {
  expect(() => settings({ [key]: value })).toThrow(key);
});
