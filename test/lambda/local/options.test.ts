import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseOptions } from '../../../lambda/local/options.ts';
import { UsageError } from '../../../lambda/local/usage-error.ts';

test('without flags it is the sample shop on this machine at port 4000', () => {
  expect(parseOptions([])).toEqual({
    ...{ orders: [], spend: [], customers: [] },
    host: '127.0.0.1',
    port: 4000,
    directory: join(process.cwd(), '.local', 'sample-shop'),
    isFresh: false,
    settings: {},
    columns: { orders: {}, spend: {}, customers: {} },
    rates: undefined,
  });
});

test('files of the user get a folder named after the first one', () => {
  const options = parseOptions(['--spend', 'ads.csv', '--orders', '/data/my.orders.csv.gz']);
  expect(options).toMatchObject({
    orders: ['/data/my.orders.csv.gz'],
    spend: ['ads.csv'],
    directory: join(process.cwd(), '.local', 'my'),
  });
});

test('a file flag may be repeated', () => {
  expect(parseOptions(['--orders', 'a.csv', '--orders', 'b.csv'])?.orders).toEqual([
    'a.csv',
    'b.csv',
  ]);
});

test('only the settings that are named are set', () => {
  const flags = ['--currency', 'EUR', '--time-zone', 'Europe/Berlin', '--margin', '0.45'];
  expect(
    parseOptions([...flags, '--variable-cost', '0', '--as-of', '2026-06-30'])?.settings,
  ).toEqual({
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    margin: 0.45,
    variableCost: 0,
    asOf: '2026-06-30',
  });
});

test('columns are named for orders, or for the kind in front of the field', () => {
  const flags = ['--map', 'orderId=Order = No', '--map', 'spend.day=Tag', '--map', 'total=Summe'];
  expect(parseOptions(flags)?.columns).toEqual({
    orders: { orderId: 'Order = No', total: 'Summe' },
    spend: { day: 'Tag' },
    customers: {},
  });
});

test.each([
  ['dmy', 'DAY_FIRST'],
  ['mdy', 'MONTH_FIRST'],
  ['ymd', 'YEAR_FIRST'],
])('the date order %s is %s', (word, dateOrder) => {
  expect(parseOptions(['--date-order', word])?.settings).toEqual({ dateOrder });
});

test('--help wins over everything that is also there', () => {
  expect(parseOptions(['--help', '--port', '1'])).toBeUndefined();
});

test.for([
  { flags: ['--colour', 'red'], says: /--colour/ },
  { flags: ['red'], says: /red/ },
  { flags: ['--orders'], says: /^Expected a value after --orders,[^\n]*\nSee/ },
  { flags: ['--port', '-1'], says: /^Expected a value after --port,[^\n]*\nSee/ },
  { flags: ['--port=-1'], says: /^Expected --port to be a whole number.*got -1\.$/ },
  { flags: ['--port', 'many'], says: /^Expected --port to be a whole number.*got many/ },
  { flags: ['--port', '4000.5'], says: /^Expected --port .*got 4000.5/ },
  { flags: ['--port', '70000'], says: /^Expected --port .*got 70000/ },
  { flags: ['--port', ''], says: /^Expected --port/ },
  { flags: ['--margin', '30'], says: /^Expected --margin to be a share.*got 30/ },
  { flags: ['--margin', '0.1234567'], says: /^Expected --margin .*six decimal places/ },
  { flags: ['--margin', ''], says: /^Expected --margin/ },
  { flags: ['--margin', '.'], says: /^Expected --margin/ },
  { flags: ['--variable-cost', '1e-1'], says: /^Expected --variable-cost .*got 1e-1/ },
  { flags: ['--currency', 'XQX'], says: /^Expected --currency .*got XQX/ },
  { flags: ['--currency', 'euro'], says: /^Expected --currency .*got euro/ },
  { flags: ['--time-zone', 'Mars/Olympus'], says: /^Expected --time-zone .*got Mars\/Olympus/ },
  { flags: ['--time-zone', ''], says: /^Expected --time-zone/ },
  { flags: ['--as-of', '2026-02-30'], says: /^Expected --as-of to be a day.*got 2026-02-30/ },
  { flags: ['--date-order', 'dd/mm'], says: /^Expected --date-order to be dmy .*got dd\/mm/ },
  { flags: ['--map', 'orderId'], says: /^Expected --map FIELD=COLUMN,.*got orderId/ },
  { flags: ['--map', 'ads.day=Tag'], says: /^Expected --map FIELD=COLUMN,.*got ads.day=Tag/ },
  { flags: ['--map', 'ordreId=No'], says: /got ordreId\. Did you mean "orderId"\?$/ },
  { flags: ['--map', 'day=Tag'], says: /of orders, got day\. Write spend.day=…$/ },
  { flags: ['--map', 'tax=a', '--map', 'tax=b'], says: /of tax once, got a and b/ },
  { flags: ['--as-of', '30.06.2026'], says: /^Expected --as-of .*got 30.06.2026/ },
])('$flags is refused by name', ({ flags, says }) => {
  expect(() => parseOptions(flags)).toThrow(UsageError);
  expect(() => parseOptions(flags)).toThrow(says);
});
