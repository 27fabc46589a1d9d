import { expect, test } from 'vitest';
import { type Curvature, minimize } from '../../graph/math/minimize.ts';

/** Rosenbrock's valley, minimum 0 at (1, 1). */
function rosenbrock([x = 0, y = 0]: readonly number[]): Curvature {
  const bow = y - x * x;
  return {
    value: (1 - x) ** 2 + 100 * bow * bow,
    gradient: [-2 * (1 - x) - 400 * x * bow, 200 * bow],
    hessian: [
      [2 - 400 * (bow - 2 * x * x), -400 * x],
      [-400 * x, 200],
    ],
  };
}

/** e^-x: falls for ever. */
function slide([x = 0]: readonly number[]): Curvature {
  const value = Math.exp(-x);
  return { value, gradient: [-value], hessian: [[value]] };
}

test("Rosenbrock's valley is walked to its minimum", () => {
  const { x, converged } = minimize(rosenbrock, [-1.2, 1]);

  expect(converged).toBe(true);
  expect(x[0]).toBeCloseTo(1, 9);
  expect(x[1]).toBeCloseTo(1, 9);
});

test('the start is left as it was', () => {
  const start = [-1.2, 1];
  minimize(rosenbrock, start);
  expect(start).toEqual([-1.2, 1]);
});

test('a value that falls for ever is followed to the bound, where its slope does not count', () => {
  const { x, converged, gradientNorm } = minimize(slide, [0], { bound: 5 });

  expect({ x, converged, gradientNorm }).toEqual({ x: [5], converged: true, gradientNorm: 0 });
});

test('too few iterations are admitted', () => {
  const { converged, iterations } = minimize(rosenbrock, [-1.2, 1], { maxIterations: 2 });

  expect({ converged, iterations }).toEqual({ converged: false, iterations: 2 });
});

test('a start at a maximum is left downhill', () => {
  const wave = ([x = 0]: readonly number[]): Curvature => ({
    value: Math.cos(x),
    gradient: [-Math.sin(x)],
    hessian: [[-Math.cos(x)]],
  });

  expect(minimize(wave, [0.1]).value).toBeCloseTo(-1, 12);
});
