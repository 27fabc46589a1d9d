import { expect, test } from 'vitest';
import { fitHelp, parseFitOptions } from '../../../lambda/local/fit/options.ts';

test.each([
  [[], /Expected --orders FILE, got none/],
  [['--orders', 'a.csv', '--colour'], /--colour.*--help/],
  [['--orders', 'a.csv', '--split', '2025-02-30'], /--split to be a day.*got 2025-02-30/],
  [['--orders', 'a.csv', '--as-of', 'today'], /--as-of to be a day.*got today/],
  [['--orders', 'a.csv', '--unit', 'month'], /--unit to be day or week, got month/],
  [['--orders', 'a.csv', '--model', 'MAGIC'], /one of BG_NBD, .*got MAGIC/],
  [['--orders', 'a.csv', '--currency', 'euro'], /--currency.*got euro/],
  [['--orders', 'a.csv', '--date-order', 'us'], /--date-order to be dmy.*got us/],
  [['--orders', 'a.csv', '--map', 'totl=x'], /--map.*got totl\. Did you mean "total"/],
  [['--orders', 'a.csv', '--mapping', 'none.json'], /--mapping to be a JSON file.*got ENOENT/],
  [['--orders', 'a.csv', '--time-zone', 'Mars'], /--time-zone.*got Mars/],
])('%j is refused with what was expected', (argv, message) => {
  expect(() => parseFitOptions(argv)).toThrow(message);
});

test('time is in weeks, and every model is fitted, unless told', () => {
  const options = parseFitOptions(['--orders', 'a.csv']);
  expect(options).toMatchObject({ unitDays: 7, model: undefined, split: undefined, isJson: false });
});

test('a model may be named as people write it', () => {
  expect(parseFitOptions(['--orders', 'a.csv', '--model', 'bg/nbd'])?.model).toBe('BG_NBD');
});

test('--help is answered by a text that explains every flag', () => {
  expect(parseFitOptions(['--help'])).toBeUndefined();
  for (const flag of [
    '--orders',
    '--map',
    '--mapping',
    '--rates',
    '--date-order',
    '--split',
    '--as-of',
    '--unit',
    '--model',
    '--json',
    '--save',
  ]) {
    expect(fitHelp).toContain(`\n  ${flag}`);
  }
});
