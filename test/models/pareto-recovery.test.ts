import { expect, test } from 'vitest';
import { paretoNbd } from '../../graph/models/pareto-nbd.ts';
import { simulatePareto } from './pareto-simulate.ts';
import { seeded } from './random.ts';

test('finds the parameters of simulated shops within the errors it states', {
  timeout: 60_000,
}, () => {
  const random = seeded(52);
  const params = [0.9, 9, 0.8, 14] as const;
  const shops = Array.from({ length: 20 }, () => {
    const fit = paretoNbd.fit(simulatePareto(random, { params, customers: 2000, ages: [30, 120] }));
    if (fit.kind !== 'fit') {
      throw new Error(fit.message);
    }
    expect(fit).toMatchObject({ converged: true, warnings: [] });
    return fit.parameters.map(({ value, standardError }, i) => {
      const relative = (standardError ?? Number.NaN) / value;
      return Math.log(value / (params[i] ?? 1)) / relative;
    });
  });

  params.forEach((_, i) => {
    const scores = shops.map((shop) => shop[i] ?? Number.NaN);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const square = scores.reduce((sum, score) => sum + score * score, 0) / scores.length;
    expect(Math.abs(mean), paretoNbd.parameterNames[i]).toBeLessThan(0.6);
    expect(square, paretoNbd.parameterNames[i]).toBeGreaterThan(0.4);
    expect(square, paretoNbd.parameterNames[i]).toBeLessThan(1.8);
  });
});
