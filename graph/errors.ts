import { type ASTNode, GraphQLError } from 'graphql';

/**
 * Every `extensions.code` that a resolver may answer with. Apollo adds its own for requests that
 * never reach one (GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, BAD_REQUEST, ...); anything else
 * is masked as INTERNAL_SERVER_ERROR.
 */
export type ErrorCode =
  /** An argument breaks its contract. */
  | 'BAD_USER_INPUT'
  /** A cursor that this list, filter or order never gave. */
  | 'CURSOR_INVALID'
  /** A cursor into a snapshot that is no longer kept: start again from the first page. */
  | 'CURSOR_EXPIRED'
  /** The query would cost more than the budget. */
  | 'COST_EXCEEDED'
  /** The caller's roles do not allow it. */
  | 'FORBIDDEN';

/** A deliberate error: its message reaches the client. */
export function clientError(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** A deliberate error about a request as a whole: none of it is run, and HTTP says so too. */
export function requestError(
  code: ErrorCode | 'OPERATION_RESOLUTION_FAILURE',
  message: string,
  details: { readonly nodes?: readonly ASTNode[]; readonly [name: string]: unknown } = {},
): GraphQLError {
  const { nodes, ...extensions } = details;
  return new GraphQLError(message, {
    ...(nodes ? { nodes } : {}),
    extensions: { code, ...extensions, http: { status: 400 } },
  });
}
