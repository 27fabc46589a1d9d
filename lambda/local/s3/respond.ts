import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { S3Error } from './errors.ts';
import type { S3Response } from './service.ts';
import { text } from './xml.ts';

/** Sends an answer and returns when it is out, or when the client has gone. */
export async function sendResponse(
  message: IncomingMessage,
  response: ServerResponse,
  { status, headers = {}, body = '' }: S3Response,
): Promise<void> {
  const isHead = message.method === 'HEAD';
  const isText = typeof body === 'string';
  const hasOwnLength = 'content-length' in headers || status === 204 || status === 304;
  response.writeHead(status, {
    ...(isText && !hasOwnLength && !isHead ? { 'content-length': Buffer.byteLength(body) } : {}),
    ...headers,
  });
  // A refusal may come before the body has: what follows is read and dropped, or the client, still
  // writing, would meet a closed socket instead of the answer.
  message.resume();
  if (!isText) {
    await pipeline(body, response).catch(ignoreDeparture);
    return;
  }
  const isOut = Promise.race([once(response, 'finish'), once(response, 'close')]);
  response.end(isHead ? '' : body);
  await isOut;
}

/** A client that leaves in the middle of a download is no error of ours. */
function ignoreDeparture(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET' && code !== 'EPIPE')
    throw error;
}

/** An error as S3 writes it: without the namespace of its other documents. */
export function errorResponse(error: S3Error, resource: string, requestId: string): S3Response {
  const fields = [
    text('Code', error.code),
    text('Message', error.message),
    text('Resource', resource),
    text('RequestId', requestId),
  ];
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml', ...error.headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${fields.join('')}</Error>`,
  };
}
