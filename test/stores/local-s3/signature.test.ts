import {
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendRaw, signHeaders } from './raw-request.ts';
import {
  bucket,
  credentials,
  refusal,
  region,
  startTestServer,
  type TestServer,
} from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.put('secret file', 'secret');
});
afterAll(() => server.close());

async function send(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init);
  const body = await response.text();
  return { status: response.status, body, code: /<Code>(.*?)<\/Code>/.exec(body)?.[1] };
}

const getUrl = (options = {}) =>
  getSignedUrl(
    server.client,
    new GetObjectCommand({ Bucket: bucket, Key: 'secret file' }),
    options,
  );

describe('a presigned URL', () => {
  test('reads an object', async () => {
    expect(await send(await getUrl())).toMatchObject({ status: 200, body: 'secret' });
  });

  test('takes a PUT of bytes that were unknown when it was made', async () => {
    const input = {
      Bucket: bucket,
      Key: 'ümlaut +(1).csv',
      ContentType: 'text/csv',
      Metadata: { a: 'b' },
    };
    const url = await getSignedUrl(server.client, new PutObjectCommand(input));
    const put = await send(url, {
      method: 'PUT',
      body: 'a,b',
      headers: { 'content-type': 'text/csv' },
    });
    const { Body, Metadata, ContentType } = await server.client.send(new GetObjectCommand(input));
    expect(put.status).toBe(200);
    expect(await Body?.transformToString()).toBe('a,b');
    expect([ContentType, Metadata]).toEqual(['text/csv', { a: 'b' }]);
  });

  test('is good for its own method only', async () => {
    expect(await send(await getUrl(), { method: 'PUT', body: 'x' })).toMatchObject({
      status: 403,
      code: 'SignatureDoesNotMatch',
    });
  });

  test('is good for its own key only', async () => {
    const url = (await getUrl()).replace('secret%20file', 'other');
    expect(await send(url)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  test.each([
    [/X-Amz-Signature=[0-9a-f]{4}/, 'X-Amz-Signature=0000'],
    [/X-Amz-Signature=[0-9a-f]+/, 'X-Amz-Signature=short'],
    [/X-Amz-Expires=900/, 'X-Amz-Expires=90000'],
    [/$/, '&response-content-type=text%2Fhtml'],
  ])('is refused once %s is changed to %s', async (from, to) => {
    const url = (await getUrl()).replace(from, to);
    expect(await send(url)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  test('expires', async () => {
    const signingDate = new Date(Date.now() - 61_000);
    const response = await send(await getUrl({ signingDate, expiresIn: 60 }));
    expect(response).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(response.body).toContain('Request has expired');
  });

  test('from the far future is not valid yet', async () => {
    const signingDate = new Date(Date.now() + 3_600_000);
    expect(await send(await getUrl({ signingDate }))).toMatchObject({
      status: 403,
      code: 'AccessDenied',
    });
  });

  test('does not carry headers that nobody signed', async () => {
    const url = await getSignedUrl(
      server.client,
      new PutObjectCommand({ Bucket: bucket, Key: 'x' }),
    );
    const headers = { 'x-amz-meta-sneaked': 'in' };
    const response = await send(url, { method: 'PUT', body: 'x', headers });
    expect(response).toMatchObject({ status: 403, code: 'AccessDenied' });
  });

  test.each(['0', '604801', 'x'])('cannot be good for %s seconds', async (seconds) => {
    const url = (await getUrl()).replace('X-Amz-Expires=900', `X-Amz-Expires=${seconds}`);
    expect(await send(url)).toMatchObject({
      status: 400,
      code: 'AuthorizationQueryParametersError',
    });
  });
});

describe('a signature in the header', () => {
  const listWith = (options: object) => {
    const client = new S3Client({
      endpoint: server.endpoint,
      region,
      credentials,
      forcePathStyle: true,
      ...options,
    });
    return refusal(client.send(new ListBucketsCommand({}))).finally(() => client.destroy());
  };

  test('with another secret is refused', async () => {
    const other = { ...credentials, secretAccessKey: 'wrong' };
    expect(await listWith({ credentials: other })).toEqual({
      code: 'SignatureDoesNotMatch',
      status: 403,
    });
  });

  test('with an unknown access key is refused', async () => {
    const other = { ...credentials, accessKeyId: 'wrong' };
    expect(await listWith({ credentials: other })).toEqual({
      code: 'InvalidAccessKeyId',
      status: 403,
    });
  });

  test('for another region is refused', async () => {
    expect((await listWith({ region: 'us-west-1' })).code).toBe('AuthorizationHeaderMalformed');
  });

  test('by a clock an hour off is refused', async () => {
    const headers = { 'x-amz-date': '20200101T000000Z' };
    const response = await sendRaw(server.port, { method: 'GET', path: '/', headers });
    expect(response).toMatchObject({ status: 403, code: 'RequestTimeTooSkewed' });
  });

  test('must cover x-amz- headers', async () => {
    const raw = { method: 'GET', path: `/${bucket}/secret%20file` };
    const headers = { ...signHeaders(server.port, raw), 'x-amz-checksum-mode': 'ENABLED' };
    expect(await send(`${server.endpoint}${raw.path}`, { headers })).toMatchObject({
      status: 403,
      code: 'AccessDenied',
    });
  });

  test.each([
    ['AWS local:abc', 'InvalidRequest'],
    ['AWS4-HMAC-SHA256 nonsense', 'AuthorizationHeaderMalformed'],
    [
      'AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0',
      'AuthorizationHeaderMalformed',
    ],
  ])('of the form %j is refused', async (authorization, code) => {
    const headers = {
      authorization,
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      'x-amz-date': '20200101T000000Z',
    };
    expect(await send(server.endpoint, { headers })).toMatchObject({ status: 400, code });
  });
});

test.each(['GET', 'PUT', 'DELETE', 'POST'])('an anonymous %s is refused', async (method) => {
  const url = `${server.endpoint}/${bucket}/secret%20file`;
  expect(await send(url, { method })).toMatchObject({ status: 403, code: 'AccessDenied' });
});

test('a browser may ask whether it may PUT, without a signature', async () => {
  const response = await fetch(`${server.endpoint}/${bucket}/upload.csv`, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://localhost:4000',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type',
    },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-allow-methods')).toContain('PUT');
  expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
});

test('a browser may read the answer to a signed request, and to a refused one', async () => {
  const headers = { origin: 'http://localhost:4000' };
  const granted = await fetch(await getUrl(), { headers });
  const refused = await fetch(server.endpoint, { headers });
  expect([granted, refused].map((r) => r.headers.get('access-control-allow-origin'))).toEqual([
    '*',
    '*',
  ]);
  await Promise.all([granted.text(), refused.text()]);
});
