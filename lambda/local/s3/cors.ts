import type { S3Request } from './request.ts';
import type { S3Response } from './service.ts';

/**
 * Lets a page from any origin use a presigned URL, as the deployed bucket's CORS rules do.
 *
 * That opens nothing: every request but the preflight itself still needs a signature.
 */
export function corsHeaders(request: S3Request): Record<string, string> {
  if (!request.headers.has('origin')) return {};
  return {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'ETag, Content-Range, x-amz-request-id',
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

export function isPreflight(request: S3Request): boolean {
  return (
    request.method === 'OPTIONS' &&
    request.headers.has('origin') &&
    request.headers.has('access-control-request-method')
  );
}

export function answerPreflight(request: S3Request): S3Response {
  return {
    status: 200,
    headers: {
      'access-control-allow-methods': 'GET, HEAD, PUT, POST, DELETE',
      'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? '',
      'access-control-max-age': '3000',
    },
  };
}
