import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Role, Viewer } from '../graph/viewer/viewer.ts';

const roles: readonly Role[] = ['ANALYST', 'MARKETER', 'OWNER'];

interface Authorizer {
  readonly jwt?: { readonly claims: Readonly<Record<string, unknown>> };
  readonly iam?: { readonly userArn?: string | null };
}

/**
 * Who the gateway says sent an event. A JWT names its roles in the claim `roles`; a caller signed by
 * IAM was granted execute-api:Invoke on this API by its owner and acts as one. Without an authorizer
 * nobody has any role.
 */
export function viewerOf(event: APIGatewayProxyEventV2): Viewer {
  const authorizer = authorizerOf(event);
  if (authorizer?.jwt) {
    const { sub, roles: claimed } = authorizer.jwt.claims;
    return { name: String(sub ?? ''), roles: rolesIn(claimed) };
  }
  if (authorizer?.iam) {
    return { name: authorizer.iam.userArn ?? '', roles: ['OWNER'] };
  }
  return { name: 'anonymous', roles: [] };
}

/** Present on authorized requests only, and missing in the type. */
function authorizerOf({ requestContext }: APIGatewayProxyEventV2): Authorizer | undefined {
  return (requestContext as { readonly authorizer?: Authorizer }).authorizer;
}

/** API Gateway writes a list claim as `[MARKETER OWNER]`. Whole words only: NOT_OWNER is no owner. */
function rolesIn(claim: unknown): Role[] {
  const words = String(claim ?? '').split(/[\s,"[\]]+/);
  return roles.filter((role) => words.includes(role));
}
