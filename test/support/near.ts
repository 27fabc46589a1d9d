/** An asymmetric matcher for numbers and decimal texts: equal up to a relative error. */
export function near(expected: number, tolerance = 1e-9): object {
  return {
    $$typeof: Symbol.for('jest.asymmetricMatcher'),
    asymmetricMatch: (actual: unknown) =>
      (typeof actual === 'number' || typeof actual === 'string') &&
      Math.abs(Number(actual) - expected) <= tolerance * Math.abs(expected),
    toString: () => `near ${expected} (relative error ${tolerance})`,
    toAsymmetricMatcher: () => `near ${expected} (relative error ${tolerance})`,
  };
}
