import { test } from 'vitest';
import { fuzzed, isRegular } from './fuzz.ts';
import { fuzz, fuzzTimeout } from './fuzz-function.ts';

// Apart from the others, so that the two share the machine's cores: these are k times the work.
test.each(fuzzed.filter(([name]) => isRegular(name)))(
  '%s is finite and in range, whatever the legal input',
  fuzz,
  fuzzTimeout,
);
