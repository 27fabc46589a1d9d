import { expect, test } from 'vitest';
import { fuzzed } from './fuzz.ts';
import { seeded } from './random.ts';

/** Random legal inputs to each function; the environment variable FUZZ_INPUTS asks for more. */
const inputs = Number(process.env['FUZZ_INPUTS'] ?? 250);

/** These integrate a curve with waves, for some ten milliseconds an input: a tenth is all they get. */
const isSlow = (name: string) => name.includes('_K discounted');

/** Milliseconds a test may take: the slowest function takes some hundred microseconds. */
const timeout = 20_000 + 2 * inputs;

test.each(fuzzed)(
  '%s is finite and in range, whatever the legal input',
  (name, one) => {
    const random = seeded(inputs);
    const count = isSlow(name) ? inputs / 10 : inputs;
    for (let i = 0; i < count; i++) {
      const { isInRange, input } = one(random);
      if (!isInRange) {
        expect.fail(`out of range at ${JSON.stringify(input)}`);
      }
    }
  },
  timeout,
);
