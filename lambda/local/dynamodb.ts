import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import dynalite from 'dynalite';
import { closeGently, endpointOf, listen } from './s3/listen.ts';

export interface DynamoDbOptions {
  /** Where tables live, made if missing; undefined keeps them in memory. */
  readonly directory: string | undefined;
  /** Loopback unless told otherwise. */
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
}

export interface DynamoDb {
  /** `http://host:port`, for an SDK client with any credentials. */
  readonly endpoint: string;
  /** Finishes requests under way, then closes the store. */
  close(): Promise<void>;
}

/**
 * Starts DynamoDB in this process, on LevelDB. Tables survive a restart.
 *
 * It has no transactions, streams, TTL or PartiQL, and asks for no valid signature.
 *
 * @throws Error when the directory is in use or the port is taken.
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDb> {
  const { directory, host = '127.0.0.1', port = 0 } = options;
  await checkPort(host, port);
  if (directory !== undefined) await mkdir(directory, { recursive: true });
  const server = dynalite({
    ...(directory === undefined ? {} : { path: directory }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  surviveAbortedRequests(server);
  // A client that reuses a connection just as it times out meets a reset; loopback ones cost nothing.
  server.keepAliveTimeout = 0;
  const actualPort = await listen(server, { host, port });
  return {
    endpoint: endpointOf({ host, port: actualPort }),
    close: () => closeGently(server),
  };
}

/** A dynalite that could not listen cannot be closed, and keeps its directory: so ask for the port first. */
async function checkPort(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  await listen(probe, { host, port });
  await closeGently(probe);
}

/**
 * dynalite throws from its `error` listener, which would end this process whenever a client breaks
 * off in the middle of a request. Its listener is replaced as soon as it has been added.
 */
function surviveAbortedRequests(server: Server): void {
  const [answer] = server.listeners('request') as ((
    request: IncomingMessage,
    response: ServerResponse,
  ) => void)[];
  if (!answer) throw new Error('Expected dynalite to have a request listener, found none.');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer.call(server, request, response);
    request.removeAllListeners('error');
    request.on('error', () => response.destroy());
  });
}
