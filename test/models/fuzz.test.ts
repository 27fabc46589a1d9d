import { expect, test } from 'vitest';
import { fuzzed } from './fuzz.ts';
import { seeded } from './random.ts';

/** Random legal inputs to each function; FUZZ_INPUTS asks for more, and `npm run test:long` for 100,000. */
const inputs = Number(process.env['FUZZ_INPUTS'] ?? 250);

/** Milliseconds a test may take: the slowest function takes about one on a busy machine. */
const timeout = 20_000 + 3 * inputs;

test.each(fuzzed)(
  '%s is finite and in range, whatever the legal input',
  (name, one) => {
    const random = seeded(inputs);
    for (let i = 0; i < inputs; i++) {
      const { isInRange, input } = one(random);
      if (!isInRange) {
        expect.fail(`${name} is out of range at ${JSON.stringify(input)}`);
      }
    }
  },
  timeout,
);
