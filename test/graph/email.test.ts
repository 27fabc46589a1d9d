import { expect, test } from 'vitest';
import { normaliseEmail } from '../../graph/customers/email.ts';

test.each([
  ['Ann@Example.COM', 'ann@example.com'],
  ['\t ann@example.com \n', 'ann@example.com'],
  ['JOSE\u0301@example.com', 'jos\u00e9@example.com'],
  ['jos\u00e9@example.com', 'jos\u00e9@example.com'],
])('%j is compared as %j', (address, form) => {
  expect(normaliseEmail(address)).toBe(form);
});

test.each([
  ['a.nn@example.com', 'ann@example.com'],
  ['ann+shop@example.com', 'ann@example.com'],
])('%s and %s may be two people', (one, other) => {
  expect(normaliseEmail(one)).not.toBe(normaliseEmail(other));
});
