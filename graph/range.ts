import { clientError } from './errors.ts';

/**
 * Refuses a range whose ends are the wrong way round; equal ends make an empty range, open ones
 * (null) fit everything. The rule of every half-open range that a query may name.
 */
export function checkRange<T extends number | string>(
  [fromName, from]: readonly [name: string, value: T | null | undefined],
  [toName, to]: readonly [name: string, value: T | null | undefined],
): void {
  if (given(from) && given(to) && from > to) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected ${fromName} not to be after ${toName}, got ${from} and ${to}.`,
    );
  }
}

function given<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
