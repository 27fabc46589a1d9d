import { expect, test } from 'vitest';
import { viewerOf } from '../../lambda/viewer.ts';
import { apiEvent } from '../support/api-event.ts';

function viewerWith(claims: Readonly<Record<string, unknown>>) {
  return viewerOf(apiEvent({ authorizer: { jwt: { claims } } }));
}

test('a caller signed by IAM is an owner, named by its ARN', () => {
  const userArn = 'arn:aws:iam::000000000000:user/ops';
  expect(viewerOf(apiEvent({ authorizer: { iam: { userArn } } }))).toEqual({
    name: userArn,
    roles: ['OWNER'],
  });
});

test('without an authorizer nobody has a role', () => {
  const { requestContext, ...event } = apiEvent();
  const { authorizer, ...open } = requestContext as typeof requestContext & {
    readonly authorizer?: unknown;
  };
  expect(authorizer).toBeDefined();
  expect(viewerOf({ ...event, requestContext: open })).toEqual({ name: 'anonymous', roles: [] });
});

test.for([
  // API Gateway writes a list claim as one text.
  { claim: '[MARKETER OWNER]', roles: ['MARKETER', 'OWNER'] },
  { claim: '["ANALYST","MARKETER"]', roles: ['ANALYST', 'MARKETER'] },
  { claim: 'ANALYST', roles: ['ANALYST'] },
  { claim: ['ANALYST', 'OWNER'], roles: ['ANALYST', 'OWNER'] },
  { claim: '[]', roles: [] },
  { claim: undefined, roles: [] },
  // Neither part of a word nor another case makes a role.
  { claim: 'COOWNER', roles: [] },
  { claim: 'owner', roles: [] },
  { claim: 'NOT_OWNER', roles: [] },
  { claim: 'OWNER-PENDING', roles: [] },
  { claim: 'nonOWNER', roles: [] },
])('the claim $claim gives the roles $roles', ({ claim, roles }) => {
  expect(viewerWith({ sub: 'u1', roles: claim })).toEqual({ name: 'u1', roles });
});
