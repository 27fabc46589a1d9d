import { describe, expect, test } from 'vitest';
import { runFit } from '../../../lambda/local/fit/run.ts';
import { findCdnow } from '../../support/cdnow.ts';
import { runFitJson } from './run-fit.ts';

const sample = findCdnow('cdnow_sample.csv');

describe.skipIf(!sample)('CDNOW, the 1/10 sample, in weeks up to 1997-09-30', () => {
  const run =
    sample && runFit(['--orders', sample ?? '', '--split', '1997-09-30', '--unit', 'week']);

  test('has the BG/NBD figures of the literature', async () => {
    const out = await run;
    expect(out).toMatch(/^BG_NBD +-9582\.4292067 /m);
    expect(out).toMatch(
      /r 0\.242594\d ± 0\.01256 +alpha 4\.41360\d ± 0\.3782 +a 0\.79292\d+ ± 0\.1857 +b 2\.4259/,
    );
  });

  test('has the Gamma-Gamma figures of the literature', async () => {
    const out = await run;
    expect(out).toMatch(/946 repeat buyers, log-likelihood -4055\.9176948/);
    expect(out).toMatch(/p 6\.2495\d+ .* q 3\.7442\d+ .* v 15\.4435/);
  });

  test('counts its eight free orders as purchases, and says so', async () => {
    const out = await run;
    expect(out).toContain('8 orders worth nothing count as purchases');
    expect(out).toContain('2357 customers with 4814 purchases from 1997-01-01 to 1997-09-30');
  });
});

const full = findCdnow('cdnow_full.csv');

test.skipIf(!full)(
  'the model chosen for all of CDNOW is no worse than the best single model, and knows first orders by value',
  async () => {
    const { models, choice } = await runFitJson('--orders', full ?? '', '--split', '1997-09-30');
    const chosen = models.find(
      ({ name, extension }) => name === choice.model && extension === (choice.extension ?? null),
    );
    if (chosen?.kind !== 'fit' || !chosen.backtest) {
      throw new Error('Expected the chosen model to have a fit and a backtest');
    }
    const { totalError, mae } = chosen.backtest;
    expect(Math.abs(totalError ?? 1)).toBeLessThanOrEqual(0.129);
    expect(mae).toBeLessThanOrEqual(0.794);
    expect(chosen.covariates?.map(({ trait }) => trait)).toContain('FIRST_VALUE');
  },
  180_000,
);
