import { expect, test } from 'vitest';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import { gammaGamma } from '../../graph/models/gamma-gamma.ts';
import type { FitReport, Insufficient } from '../../graph/models/outcome.ts';
import { seeded } from './random.ts';
import { gammaVariable, simulateBgNbd } from './simulate.ts';

/** How many standard errors the logarithm of each parameter is from the truth. */
function scores(fit: FitReport | Insufficient, truth: readonly number[]): number[] {
  if (fit.kind !== 'fit') {
    throw new Error(fit.message);
  }
  return fit.parameters.map(({ value, standardError }, i) => {
    const relative = (standardError ?? Number.NaN) / value;
    return Math.log(value / (truth[i] ?? 1)) / relative;
  });
}

function meanSquare(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

test('BG/NBD finds the parameters of simulated shops within the errors it states', () => {
  const random = seeded(5);
  const params = [0.5, 8, 0.9, 2.5] as const;
  const all = Array.from({ length: 30 }, () => {
    const cells = simulateBgNbd(random, { params, customers: 3000, ages: [30, 90] });
    return scores(bgNbd.fit(cells), params);
  });

  params.forEach((_, i) => {
    const square = meanSquare(all.map((score) => score[i] ?? Number.NaN));
    expect(square, bgNbd.parameterNames[i]).toBeGreaterThan(0.4);
    expect(square, bgNbd.parameterNames[i]).toBeLessThan(1.8);
  });
});

test('Gamma-Gamma finds the parameters of simulated shops within the errors it states', () => {
  const random = seeded(6);
  const params = [6, 3.5, 15] as const;
  const [p, q, v] = params;
  const all = Array.from({ length: 30 }, () => {
    const frequency = Float64Array.from({ length: 2000 }, () => 1 + Math.floor(random() ** 2 * 8));
    const repeatSpend = frequency.map((x) => {
      const rate = gammaVariable(random, q) / v;
      return gammaVariable(random, p * x) / rate;
    });
    const customers = new Float64Array(2000).fill(1);
    return scores(gammaGamma.fit({ frequency, repeatSpend, customers }), params);
  });

  params.forEach((_, i) => {
    const square = meanSquare(all.map((score) => score[i] ?? Number.NaN));
    expect(square, gammaGamma.parameterNames[i]).toBeGreaterThan(0.4);
    expect(square, gammaGamma.parameterNames[i]).toBeLessThan(1.8);
  });
});
