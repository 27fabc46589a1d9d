import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { openBuckets } from './buckets.ts';
import { answerPreflight, corsHeaders, isPreflight } from './cors.ts';
import { createDelivery, type EventListener } from './delivery.ts';
import { lockDirectory } from './directory-lock.ts';
import { S3Error } from './errors.ts';
import { createdRecord } from './events.ts';
import { closeGently, endpointOf, listen } from './listen.ts';
import { readRequest, type S3Request } from './request.ts';
import { errorResponse, sendResponse } from './respond.ts';
import { findOperation } from './routing.ts';
import type { S3Response, Service } from './service.ts';
import { authorize, type Credentials } from './signature.ts';

export interface S3ServerOptions extends Credentials {
  /** Where buckets live; made if missing. One server at a time. */
  readonly directory: string;
  /** Loopback unless told otherwise. */
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Told of every object once it is safely on disk. Its failure does not fail the request. */
  readonly onObjectCreated?: EventListener;
  /** Told of what went wrong on our side; by default a process warning. */
  readonly onError?: (error: unknown) => void;
  readonly now?: () => Date;
}

export interface S3Server {
  /** `http://host:port`, for an SDK client with `forcePathStyle`. */
  readonly endpoint: string;
  readonly port: number;
  /** Waits for event listeners and requests under way, then frees port and directory. */
  close(): Promise<void>;
}

/**
 * Starts a small S3 on a directory: what this product uses of S3, faithfully, and NotImplemented for
 * the rest.
 *
 * @throws Error when the directory is in use or the port is taken.
 */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  const { directory, host = '127.0.0.1', now = () => new Date() } = options;
  const onError = options.onError ?? warn;
  const unlock = await lockDirectory(directory);
  try {
    const delivery = createDelivery(options.onObjectCreated, onError);
    const service: Service = {
      region: options.region,
      buckets: await openBuckets(join(directory, 'buckets'), now),
      announce: (creation) => delivery.deliver(createdRecord(creation, options.region, now())),
    };
    const server = createServer((message, response) => {
      const answer = (request: S3Request) => answerRequest(service, request, options, now());
      handle(message, response, answer, onError).catch(onError);
    });
    // A client that reuses a connection just as it times out meets a reset; loopback ones cost nothing.
    server.keepAliveTimeout = 0;
    // Uploads may take as long as they take.
    server.requestTimeout = 0;
    const port = await listen(server, { host, port: options.port ?? 0 });
    const close = async () => {
      // Listeners read what they are told of, so the server outlives their calls.
      await delivery.settled();
      await closeGently(server);
      await delivery.settled();
      await unlock();
    };
    return { endpoint: endpointOf({ host, port }), port, close };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function handle(
  message: IncomingMessage,
  response: ServerResponse,
  answer: (request: S3Request) => Promise<S3Response>,
  onError: (error: unknown) => void,
): Promise<void> {
  const [request, result] = await attempt(message, answer, onError);
  if (request) response.setHeader('x-amz-request-id', request.id);
  const cors = request ? corsHeaders(request) : {};
  await sendResponse(message, response, { ...result, headers: { ...cors, ...result.headers } });
}

async function attempt(
  message: IncomingMessage,
  answer: (request: S3Request) => Promise<S3Response>,
  onError: (error: unknown) => void,
): Promise<[request: S3Request | undefined, result: S3Response]> {
  let request: S3Request | undefined;
  try {
    request = readRequest(message);
    return [request, await answer(request)];
  } catch (error) {
    // A client that broke off in the middle of its body is nobody's fault here.
    const isAbandoned = message.destroyed && !message.complete;
    if (!(error instanceof S3Error) && !isAbandoned) onError(error);
    const shown =
      error instanceof S3Error ? error : new S3Error('InternalError', 'Unexpected error.');
    return [request, errorResponse(shown, request?.path ?? '', request?.id ?? '')];
  }
}

async function answerRequest(
  service: Service,
  request: S3Request,
  credentials: Credentials,
  now: Date,
): Promise<S3Response> {
  if (isPreflight(request)) return answerPreflight(request);
  const authorization = authorize(request, credentials, now);
  return findOperation(request)(service, { ...request, authorization });
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
