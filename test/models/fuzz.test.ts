import { test } from 'vitest';
import { fuzzed, isRegular } from './fuzz.ts';
import { fuzz, fuzzTimeout } from './fuzz-function.ts';

test.each(fuzzed.filter(([name]) => !isRegular(name)))(
  '%s is finite and in range, whatever the legal input',
  fuzz,
  fuzzTimeout,
);
