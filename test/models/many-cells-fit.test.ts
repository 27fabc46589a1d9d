import { expect, test } from 'vitest';
import { calibrationOf, dataFor, maximise } from '../../graph/models/beta-geometric-maximum.ts';
import { gammaGamma } from '../../graph/models/gamma-gamma.ts';
import { gammaGammaLikelihood, prepareSpend } from '../../graph/models/gamma-gamma-likelihood.ts';
import { seeded } from './random.ts';
import { gammaVariable, simulateBgNbd } from './simulate.ts';

/** So many that the first steps of a fit are taken on a sample of them. */
const customers = 70_000;

const cells = simulateBgNbd(seeded(12), { params: [1.5, 6, 0.8, 2.4], customers, ages: [26, 130] });

test.each([0, 1] as const)(
  'many cells have the maximum that is found without a sample, %d chances to leave at entry',
  (entryChances) => {
    const calibration = calibrationOf(cells, entryChances);
    const data = dataFor(calibration, 1);
    const sampled = maximise(data, 1, calibration).minimum;
    const plain = maximise(data, 1, calibration, [0.4, -2.5, -0.2, 0.9]).minimum;

    expect(data.customers.length).toBeGreaterThan(50_000);
    expect(sampled.converged).toBe(true);
    sampled.x.forEach((log, i) => {
      expect(log).toBeCloseTo(plain.x[i] ?? NaN, 8);
    });
  },
);

test('many spend cells are fitted to where the slope of all of them vanishes', () => {
  const random = seeded(13);
  const spend = {
    frequency: Float64Array.from({ length: customers }, () => 1 + Math.floor(random() * 5)),
    repeatSpend: new Float64Array(customers),
    customers: new Float64Array(customers).fill(1),
  };
  spend.frequency.forEach((x, i) => {
    spend.repeatSpend[i] = (gammaVariable(random, 6 * x) * 15) / gammaVariable(random, 4);
  });
  const fit = gammaGamma.fit(spend);
  if (fit.kind !== 'fit') {
    throw new Error(`Expected a fit, got ${fit.message}`);
  }
  const { gradient } = gammaGammaLikelihood(prepareSpend(spend, 1), fit.params);

  fit.parameters.forEach(({ standardError }, i) => {
    expect(Math.abs((gradient[i] ?? NaN) * (standardError ?? NaN))).toBeLessThan(1e-5);
  });
});
