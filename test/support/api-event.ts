import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ApiHandler } from '../../lambda/api.ts';
import type { Answer } from './query.ts';

export interface EventParts {
  readonly method?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  /** As API Gateway's authorizers put it there; a caller signed by IAM, who is an owner, unless told. */
  readonly authorizer?: unknown;
}

const at = new Date('2026-07-01T12:00:00Z');

/** An HTTP API event, payload format 2.0. */
export function apiEvent(parts: EventParts = {}): APIGatewayProxyEventV2 {
  const { method = 'POST', query = '', headers = {}, body, isBase64Encoded = false } = parts;
  const { authorizer = { iam: { userArn: 'arn:aws:iam::000000000000:user/test' } } } = parts;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/graphql',
    rawQueryString: query,
    headers: { 'content-type': 'application/json', ...headers },
    requestContext: {
      ...{ authorizer },
      accountId: '000000000000',
      apiId: 'test',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: {
        method,
        path: '/graphql',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
      },
      requestId: 'test',
      routeKey: '$default',
      stage: '$default',
      time: at.toISOString(),
      timeEpoch: at.getTime(),
    },
    isBase64Encoded,
    ...(body === undefined ? {} : { body }),
  };
}

/** Sends a query to a handler and reads its answer. */
export async function ask(
  api: ApiHandler,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const { body = '' } = await api(apiEvent({ body: JSON.stringify({ query, variables }) }));
  const { data, errors = [], extensions } = JSON.parse(body);
  return { data, errors, cost: extensions?.cost };
}
