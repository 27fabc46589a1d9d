import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Big from 'big.js';
import { expect, test } from 'vitest';
import { type CorpusCase, outcomeOf } from './corpus-case.ts';

/*
 * Every file of the corpus is a trap, and the JSON of the same name says what must come out of it:
 * a new case is two files. With UPDATE_CORPUS=1 the outcomes are written as they are now; read the
 * difference before you believe it.
 */

const corpus = join(import.meta.dirname, '../../fixtures/imports');
const names = readdirSync(corpus);
const cases = names.filter((name) => name.endsWith('.json'));

test.concurrent.each(cases)('%s', async (caseName) => {
  const stem = caseName.slice(0, -'.json'.length);
  const fileName = names.find((name) => name !== caseName && name.startsWith(`${stem}.`));
  const expected: CorpusCase = JSON.parse(readFileSync(join(corpus, caseName), 'utf8'));
  const outcome = await outcomeOf(join(corpus, fileName ?? ''), fileName ?? '', expected);
  if (process.env['UPDATE_CORPUS']) {
    const updated = JSON.stringify({ ...expected, outcome }, null, 2);
    writeFileSync(join(corpus, caseName), `${updated}\n`);
    return;
  }
  expect(outcome).toEqual(expected.outcome);
});

test('every file has its expected outcome', () => {
  const stems = new Set(cases.map((name) => name.slice(0, -'.json'.length)));
  const orphans = names.filter((name) => !stems.has(name.split('.')[0] ?? ''));
  expect(orphans).toEqual([]);
});

interface Totals {
  readonly source: string;
  readonly kept: string;
  readonly excluded: string;
  readonly rejected: string;
}

test('the totals of every outcome add up, differences included', () => {
  for (const caseName of cases) {
    const { outcome }: { outcome: { totals?: Totals; explanations?: { amount?: string }[] } } =
      JSON.parse(readFileSync(join(corpus, caseName), 'utf8'));
    const { totals, explanations = [] } = outcome;
    const parts = totals ? [totals.kept, totals.excluded, totals.rejected] : [];
    const explained = totals ? explanations.flatMap(({ amount }) => amount ?? []) : [];
    const sum = [...parts, ...explained].reduce((total, part) => total.plus(part), new Big(0));
    expect([caseName, sum.toFixed(4)]).toEqual([caseName, totals?.source ?? '0.0000']);
  }
});
