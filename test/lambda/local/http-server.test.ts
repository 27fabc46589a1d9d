import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpServer, startHttpServer } from '../../../lambda/local/http-server.ts';
import { hostProblem } from '../../../lambda/local/loopback.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    handler: async () => ({ statusCode: 200, body: 'handled' }),
    onError: (error) => process.stderr.write(`${error}\n`),
  });
});
afterAll(() => server.close());

async function sentTo(host: string) {
  const { hostname, port } = new URL(server.endpoint);
  const sent = request({ hostname, port, path: '/graphql', method: 'POST', headers: { host } });
  sent.end('{}');
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}

test('a request to this machine is handled', async () => {
  expect(await sentTo('localhost:4000')).toEqual({ status: 200, body: 'handled' });
});

test('a request that a web page sent under its own name is refused', async () => {
  expect(await sentTo('shop.example:4000')).toEqual({
    status: 403,
    body: 'Expected a request to localhost or 127.0.0.1, got one to "shop.example:4000". Start with --host ADDRESS to be reached under other names.',
  });
});

test.each([
  'localhost',
  'LOCALHOST:1',
  'a.localhost:80',
  '127.0.0.1:4000',
  '127.1.2.3',
  '[::1]:4000',
])('the name %s is this machine', (name) => {
  expect(hostProblem('127.0.0.1', name)).toBeUndefined();
});

test.each([
  'example.com',
  '127.0.0.1.example.com',
  'localhost.example.com',
  '10.0.0.1:4000',
  '',
  undefined,
])('the name %s is not', (name) => {
  expect(hostProblem('localhost', name)).toContain('Expected a request to localhost');
});

test('who listens on other addresses takes every name', () => {
  expect(hostProblem('0.0.0.0', 'shop.example')).toBeUndefined();
});
