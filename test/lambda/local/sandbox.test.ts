import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { executableSchema } from '../../../graph/server.ts';
import { starterQuery } from '../../../lambda/local/sandbox.ts';

test('the query that the Sandbox opens with is valid', () => {
  expect(validate(executableSchema(), parse(starterQuery))).toEqual([]);
});
