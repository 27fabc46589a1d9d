import { Agent, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import {
  canonicalRequest,
  sha256Hex,
  sign,
  signingKey,
} from '../../../lambda/local/s3/canonical-request.ts';
import { credentials, region } from './test-server.ts';

export interface RawRequest {
  readonly method: string;
  /** Percent-encoded, sent as it is. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** The value of x-amz-content-sha256; the hash of the body if not given. */
  readonly payload?: string;
  readonly agent?: Agent;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The error code in the XML, if there is one. */
  readonly code: string | undefined;
}

/** Sends a correctly signed request that no SDK would send. */
export async function sendRaw(port: number, raw: RawRequest): Promise<RawResponse> {
  const { method, path, query = {}, body = '' } = raw;
  const search = new URLSearchParams(query).toString();
  const url = search === '' ? path : `${path}?${search}`;
  const headers = signHeaders(port, raw);
  return new Promise((resolve, reject) => {
    const sending = request({
      host: '127.0.0.1',
      port,
      method,
      path: url,
      headers,
      agent: raw.agent ?? new Agent(),
    });
    sending.on('error', reject);
    sending.on('response', (response) => {
      buffer(response).then((bytes) => {
        const text = bytes.toString('utf8');
        const code = /<Code>(.*?)<\/Code>/.exec(text)?.[1];
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, code });
      }, reject);
    });
    sending.end(body);
  });
}

/** The headers of a request with its signature; also the seed for signed chunks. */
export function signHeaders(port: number, raw: RawRequest): Record<string, string> {
  const timestamp = `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const payload = raw.payload ?? sha256Hex(Buffer.from(raw.body ?? ''));
  const headers: Record<string, string> = {
    host: `127.0.0.1:${port}`,
    'x-amz-date': timestamp,
    'x-amz-content-sha256': payload,
    ...raw.headers,
  };
  const names = Object.keys(headers).sort();
  const canonical = canonicalRequest(
    {
      id: '',
      method: raw.method,
      path: decodeURIComponent(raw.path),
      bucket: '',
      key: '',
      parameters: Object.entries(raw.query ?? {}),
      query: new Map(),
      headers: new Map(Object.entries(headers)),
      body: (async function* () {})(),
    },
    names,
    payload,
  );
  const scope = `${timestamp.slice(0, 8)}/${region}/s3/aws4_request`;
  const key = signingKey(credentials.secretAccessKey, scope);
  const signature = sign(key, ['AWS4-HMAC-SHA256', timestamp, scope, sha256Hex(canonical)]);
  const credential = `${credentials.accessKeyId}/${scope}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}
