import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RawRequest, sendRaw, signHeaders } from './raw-request.ts';
import { bucket, refusal, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.close();
});

const send = (raw: RawRequest) => sendRaw(server.port, raw);

/** Writes bytes to a socket and returns all that comes back until the server hangs up. */
async function sendBytes(bytes: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

test.each([
  ['GET', 'acl'],
  ['PUT', 'tagging'],
  ['PUT', 'legal-hold'],
  ['GET', 'versionId'],
  ['GET', 'partNumber'],
  ['POST', 'restore'],
])('%s of an object with ?%s is not implemented', async (method, name) => {
  const response = await send({ method, path: `/${bucket}/x`, query: { [name]: '1' } });
  expect(response).toMatchObject({ status: 501, code: 'NotImplemented' });
});

test.each(['versioning', 'policy', 'lifecycle', 'uploads', 'location', 'made-up'])(
  'GET of a bucket with ?%s is not implemented',
  async (name) => {
    const response = await send({ method: 'GET', path: `/${bucket}`, query: { [name]: '' } });
    expect(response).toMatchObject({ status: 501, code: 'NotImplemented' });
  },
);

test('what is not implemented is an error to the SDK, not a success', async () => {
  const versioning = { Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } } as const;
  const tagging = { Bucket: bucket, Key: 'x', Tagging: { TagSet: [] } };
  const encrypted = {
    Bucket: bucket,
    Key: 'x',
    Body: 'x',
    ServerSideEncryption: 'aws:kms',
  } as const;
  const codes = [
    await refusal(server.client.send(new PutBucketVersioningCommand(versioning))),
    await refusal(server.client.send(new PutObjectTaggingCommand(tagging))),
    await refusal(server.client.send(new PutObjectCommand(encrypted))),
  ].map(({ code }) => code);
  expect(codes).toEqual(['NotImplemented', 'NotImplemented', 'NotImplemented']);
});

test.each([
  ['PATCH', `/${bucket}/x`],
  ['PATCH', `/${bucket}`],
  ['DELETE', '/'],
])('%s %s is not allowed', async (method, path) => {
  expect(await send({ method, path })).toMatchObject({ status: 405, code: 'MethodNotAllowed' });
});

test('a path that is not UTF-8 is refused', async () => {
  const response = await fetch(`${server.endpoint}/${bucket}/%ff%zz`);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('<Code>InvalidURI</Code>');
});

test('an error names code, message, resource and request in XML', async () => {
  const response = await send({ method: 'GET', path: `/${bucket}/a&b` });
  const id = response.headers['x-amz-request-id'];
  expect(response.headers['content-type']).toBe('application/xml');
  expect(response.body).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code>` +
      `<Message>The key &quot;a&amp;b&quot; does not exist in &quot;${bucket}&quot;.</Message>` +
      `<Resource>/${bucket}/a&amp;b</Resource><RequestId>${id}</RequestId></Error>`,
  );
});

test.each([
  '',
  'not xml',
  '<Delete>',
  '<Delete></Other>',
  '<Other/>',
  '<Delete/>',
  '<Delete><Object><Key>a</Key></Object></Delete><Delete/>',
  '<Delete><Object/></Delete>',
  '<Delete><Object><Key>&nope;</Key></Object></Delete>',
  '<!DOCTYPE x [<!ENTITY e "e">]><Delete><Object><Key>&e;</Key></Object></Delete>',
  '<Delete><Object><Key>&#x110000;</Key></Object></Delete>',
])('the document %j is malformed', async (body) => {
  const response = await send({ method: 'POST', path: `/${bucket}`, query: { delete: '' }, body });
  expect(response).toMatchObject({ status: 400, code: 'MalformedXML' });
});

test('a document without an end in sight is refused', async () => {
  const body = `<Delete>${' '.repeat(9 * 1024 ** 2)}</Delete>`;
  const response = await send({ method: 'POST', path: `/${bucket}`, query: { delete: '' }, body });
  expect(response).toMatchObject({ status: 400, code: 'MaxMessageLengthExceeded' });
});

test('a PUT that does not say its length is refused', async () => {
  const headers = { 'transfer-encoding': 'chunked' };
  const response = await send({ method: 'PUT', path: `/${bucket}/x`, headers, body: 'x' });
  expect(response).toMatchObject({ status: 411, code: 'MissingContentLength' });
});

test('an object past 5 GiB is refused before it is sent', async () => {
  const raw = { method: 'PUT', path: `/${bucket}/x`, payload: 'UNSIGNED-PAYLOAD' };
  const headers = { ...signHeaders(server.port, raw), 'content-length': String(5 * 1024 ** 3 + 1) };
  const body = await new Promise<string>((resolve, reject) => {
    const sending = request({ port: server.port, host: '127.0.0.1', ...raw, headers });
    sending.on('error', reject);
    sending.on('response', (response) => {
      text(response)
        .then(resolve, reject)
        .finally(() => sending.destroy());
    });
    sending.flushHeaders();
  });
  expect(body).toContain('<Code>EntityTooLarge</Code>');
});

test('more than 2 KB of metadata is refused', async () => {
  const headers = { 'x-amz-meta-big': 'x'.repeat(2048) };
  const response = await send({ method: 'PUT', path: `/${bucket}/x`, headers, body: 'x' });
  expect(response).toMatchObject({ status: 400, code: 'MetadataTooLarge' });
});

test('a refused upload leaves its connection usable', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const body = Buffer.alloc(5_000_000);
  const payload = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
  const headers = { 'x-amz-decoded-content-length': '5000000' };
  const bad = await send({ method: 'PUT', path: `/${bucket}/x`, body, payload, headers, agent });
  const good = await send({ method: 'PUT', path: `/${bucket}/x`, body, agent });
  expect([bad.code, good.status]).toEqual(['IncompleteBody', 200]);
  agent.destroy();
});

test('a client that breaks off in the middle of a body leaves nothing behind', async () => {
  const raw = { method: 'PUT', path: `/${bucket}/broken`, payload: 'UNSIGNED-PAYLOAD' };
  const headers = { ...signHeaders(server.port, raw), 'content-length': '1000000' };
  await new Promise<void>((resolve) => {
    const sending = request({ port: server.port, host: '127.0.0.1', ...raw, headers });
    sending.on('error', () => resolve());
    sending.write(Buffer.alloc(100_000), () => setTimeout(() => sending.destroy(), 50));
  });
  const response = await send({ method: 'GET', path: `/${bucket}/broken` });
  expect(response.code).toBe('NoSuchKey');
});

test('bytes that are not HTTP are answered 400 and the server lives on', async () => {
  expect(await sendBytes('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
  expect((await send({ method: 'GET', path: '/' })).status).toBe(200);
});

test('a request to the whole URL of another host is refused', async () => {
  const head =
    'GET http://example.com/x HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n';
  expect(await sendBytes(head)).toMatch(/^HTTP\/1\.1 403/);
});
