import { once } from 'node:events';
import type { Server } from 'node:http';

export interface Address {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
}

/** @throws Error that names host and port, when the port is taken or may not be used. */
export async function listen(server: Server, { host, port }: Address): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Expected to listen on ${host}:${port}: ${reason}`, { cause: error });
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP address.');
  return address.port;
}

export function endpointOf({ host, port }: Address): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Stops listening, lets requests under way finish, then closes their connections.
 *
 * Node closes the connections that are idle when `close` is called; one that turns idle later would
 * be kept for the client's next request, and keep the process alive.
 */
export async function closeGently(server: Server): Promise<void> {
  server.prependListener('request', (_, response) => response.setHeader('connection', 'close'));
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  try {
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
    });
  } finally {
    clearInterval(sweep);
  }
}
