import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibration } from '../../graph/models/calibration.ts';

test('customers are grouped by what was expected of them, and cells shared between groups', () => {
  // Six customers: three with 0.5 expected, two with 1, one with 4; two groups of three.
  const cells = { customers: Float64Array.of(1, 3, 2) };
  const outcome = { expected: Float64Array.of(4, 0.5, 1), actual: Float64Array.of(2, 0, 3) };
  expect(calibration(cells, outcome, 2)).toEqual([
    { customers: 3, expectedOrders: 1.5, actualOrders: 0 },
    { customers: 3, expectedOrders: 6, actualOrders: 8 },
  ]);
  expect(calibration(cells, outcome, 4)).toEqual([
    { customers: 1.5, expectedOrders: 0.75, actualOrders: 0 },
    { customers: 1.5, expectedOrders: 0.75, actualOrders: 0 },
    { customers: 1.5, expectedOrders: 1.5, actualOrders: 4.5 },
    { customers: 1.5, expectedOrders: 4.5, actualOrders: 3.5 },
  ]);
});

test('nobody makes no groups, and the groups add up to everybody', () => {
  const none = new Float64Array();
  expect(calibration({ customers: none }, { expected: none, actual: none })).toEqual([]);
  const cell = fc.record({
    customers: fc.integer({ min: 1, max: 50 }),
    expected: fc.double({ min: 0, max: 9, noNaN: true }),
    actual: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 30 }), (cells) => {
      const column = (name: keyof (typeof cells)[number]) =>
        Float64Array.from(cells, (one) => one[name]);
      const table = calibration(
        { customers: column('customers') },
        { expected: column('expected'), actual: column('actual') },
      );
      const sum = (name: keyof (typeof table)[number]) =>
        table.reduce((total, row) => total + row[name], 0);
      const of = (value: (one: (typeof cells)[number]) => number) =>
        cells.reduce((total, one) => total + one.customers * value(one), 0);
      expect(sum('customers')).toBeCloseTo(
        of(() => 1),
        6,
      );
      expect(sum('expectedOrders')).toBeCloseTo(
        of(({ expected }) => expected),
        6,
      );
      expect(sum('actualOrders')).toBeCloseTo(
        of(({ actual }) => actual),
        6,
      );
      const means = table.map(({ expectedOrders, customers }) => expectedOrders / customers);
      for (const [index, mean] of means.slice(1).entries()) {
        expect(mean).toBeGreaterThanOrEqual((means[index] ?? 0) - 1e-9);
      }
    }),
  );
});
