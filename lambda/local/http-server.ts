import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { hostProblem } from './loopback.ts';
import { closeGently, endpointOf, listen } from './s3/listen.ts';
import { sandboxPage } from './sandbox.ts';

type ApiHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly handler: ApiHandler;
  readonly onError: (error: unknown) => void;
}

export interface HttpServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** API Gateway refuses longer payloads with the same status. */
const maxBodyBytes = 10 * 1024 * 1024;

const graphqlPath = '/graphql';

/** Stands in for API Gateway: turns HTTP into the events that the deployed function gets. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, onError } = options;
  const server: Server = createServer((request, response) => {
    serve(request, response, options).catch((error: unknown) => {
      onError(error);
      send(response, { statusCode: 500, body: 'Unexpected error.' });
    });
  });
  const actualPort = await listen(server, { host, port });
  return { endpoint: endpointOf({ host, port: actualPort }), close: () => closeGently(server) };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { handler, host }: HttpServerOptions,
): Promise<void> {
  const problem = hostProblem(host, request.headers.host);
  if (problem !== undefined) {
    send(response, { statusCode: 403, body: problem });
    return;
  }
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  if (url?.pathname !== graphqlPath) {
    send(response, elsewhere(url?.pathname));
    return;
  }
  if (isBrowserVisit(request)) {
    send(response, page(sandboxPage()));
    return;
  }
  const body = await read(request);
  if (body === undefined) {
    send(response, {
      statusCode: 413,
      body: `Expected a request of at most ${maxBodyBytes} bytes.`,
    });
    return;
  }
  send(response, await handler(toEvent(request, url, body)));
}

function elsewhere(path: string | undefined): APIGatewayProxyStructuredResultV2 {
  return path === '/'
    ? { statusCode: 302, headers: { location: graphqlPath }, body: '' }
    : { statusCode: 404, body: `Nothing here. The API is at ${graphqlPath}.` };
}

function isBrowserVisit({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

function page(html: string): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: html };
}

/** The whole body; undefined when it is too long. Read to its end even so, or the client would miss the answer. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) {
      chunks.push(chunk);
    }
  }
  return size > maxBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

/** Whoever reaches this port is the owner: it listens on loopback unless told otherwise. */
const localAuthorizer = { iam: { userArn: 'local' } };

function toEvent(request: IncomingMessage, url: URL, body: string): APIGatewayProxyEventV2 {
  const method = request.method ?? 'GET';
  const now = new Date();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers: headersOf(request),
    requestContext: {
      ...{ authorizer: localAuthorizer },
      accountId: 'local',
      apiId: 'local',
      domainName: request.headers.host ?? 'localhost',
      domainPrefix: 'localhost',
      http: {
        method,
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    isBase64Encoded: false,
    ...(body === '' ? {} : { body }),
  };
}

/** API Gateway joins repeated headers with commas. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  );
}

function send(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    response.setHeader(name, String(value));
  }
  response.writeHead(result.statusCode ?? 200);
  response.end(result.body ?? '');
}
