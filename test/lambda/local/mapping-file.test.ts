import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseFitOptions } from '../../../lambda/local/fit/options.ts';
import { parseOptions } from '../../../lambda/local/options.ts';

const folder = await mkdtemp(join(tmpdir(), 'mapping-'));
afterAll(() => rm(folder, { recursive: true }));

async function mapping(text: string): Promise<readonly [string, string]> {
  const file = join(folder, 'mapping.json');
  await writeFile(file, text);
  return ['--mapping', file];
}

test('a mapping file names columns as --map does, and flags add to it', async () => {
  const flags = await mapping('{"total": "Betrag", "spend": {"day": "Tag"}}');
  expect(parseOptions([...flags, '--map', 'orderId=Nr'])?.columns).toEqual({
    orders: { total: 'Betrag', orderId: 'Nr' },
    spend: { day: 'Tag' },
    customers: {},
  });
  expect(parseFitOptions(['--orders', 'a.csv', ...flags])?.mapping).toEqual({ total: 'Betrag' });
});

test.each([
  ['[1]', /to hold \{"total": "Betrag"\}.*got \[1\]/],
  ['{"total": 3}', /each value the name of a column; got 3 for total/],
  ['total: Betrag', /to be a JSON file.*got no JSON for/],
  ['{"totl": "Betrag"}', /got totl\. Did you mean "total"/],
])('the mapping file %s is refused with what was expected', async (text, message) => {
  const flags = await mapping(text);
  expect(() => parseOptions(flags)).toThrow(message);
});
