import { expect } from 'vitest';
import type { Fuzzed } from './fuzz.ts';
import { seeded } from './random.ts';

/** Random legal inputs to each function; FUZZ_INPUTS asks for more, and `npm run test:long` for 100,000. */
const inputs = Number(process.env['FUZZ_INPUTS'] ?? 250);

/** Milliseconds a function may take for all its inputs: the slowest takes about one for each on a busy machine. */
export const fuzzTimeout = 20_000 + 5 * inputs;

/** Fails at the first input to which a function has no answer, or one out of range. */
export function fuzz(name: string, one: Fuzzed): void {
  const random = seeded(inputs);
  for (let i = 0; i < inputs; i++) {
    const { isInRange, input } = one(random);
    if (!isInRange) {
      expect.fail(`${name} is out of range at ${JSON.stringify(input)}`);
    }
  }
}
