import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Deployment, startDeployment } from '../../lambda/local/deployment.ts';
import { startHttpServer } from '../../lambda/local/http-server.ts';
import { generateSampleShop, inChunks } from '../../lambda/local/sample-shop/generate.ts';
import { latencies, percentile } from './measure.ts';
import { printTable, short } from './print.ts';

const requests = 100;

/** One query for each shape of work: a point, a list, a population, a list of lists. */
const queries = {
  'one customer with value':
    '{ customer(by: { sourceId: "C0000042" }) { summary { revenue { amount } } value { predicted { amount { amount } } } } }',
  'business metrics and value':
    '{ business { metrics { revenue { amount } repeatRate } value { equity { amount { amount } } } } }',
  'scenario with sensitivity':
    '{ scenario(changes: { retention: 0.1 }) { delta { total { amount } } sensitivity { lever elasticity } } }',
  'forecast of 13 weeks':
    '{ business { forecast(weeks: 13) { weeks { orders { amount } revenue { amount { amount } } } } } }',
  'top 50 customers with value':
    '{ customers(first: 50) { nodes { sourceId value { total { amount } } } } }',
  'top 50 with 5 orders each':
    '{ customers(first: 50) { nodes { sourceId orders(first: 5) { nodes { net { amount } } } } } }',
};

/** Latency over HTTP on loopback, client and server in one process, and the store calls of each query. */
export async function queryBench(directory: string): Promise<void> {
  const file = join(directory, 'orders.csv');
  await pipeline(Readable.from(inChunks(generateSampleShop().ordersCsv)), createWriteStream(file));
  const deployment = await startDeployment({
    directory: join(directory, 'queries'),
    settings: { currency: 'EUR', timeZone: 'Europe/Berlin', margin: 0.3, variableCost: 0 },
    onError: (what, error) => process.stderr.write(`${what} ${error}\n`),
  });
  const calls = countCalls(deployment);
  const http = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    handler: deployment.api,
    onError: (error) => process.stderr.write(`${error}\n`),
  });
  try {
    await deployment.upload(file, 'uploads/orders/bench/orders.csv');
    await deployment.idle();
    const rows = [];
    for (const [name, query] of Object.entries(queries)) {
      const send = () => post(`${http.endpoint}/graphql`, query);
      const cold = await calls.during(send);
      const warm = await calls.during(send);
      await latencies(50, 4, send);
      const alone = await latencies(requests, 1, send);
      const together = await latencies(requests, 16, send);
      rows.push([
        name,
        ...[alone, together].flatMap((sample) => [
          short(percentile(sample, 0.5)),
          short(percentile(sample, 0.95)),
        ]),
        cold,
        warm,
      ]);
    }
    printTable(
      'Queries on the sample shop (ms over HTTP; store calls as S3 + DynamoDB)',
      ['', 'p50 ×1', 'p95 ×1', 'p50 ×16', 'p95 ×16', 'calls, first', 'calls, again'],
      rows,
    );
  } finally {
    await http.close();
    await deployment.close();
  }
}

async function post(url: string, query: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as { readonly errors?: unknown };
  if (answer.errors) {
    throw new Error(`expected an answer, got ${JSON.stringify(answer.errors)}`);
  }
}

/** Counts what the clients send, by a middleware of the SDK's own. */
function countCalls({ configuration }: Deployment) {
  let s3 = 0;
  let dynamo = 0;
  configuration.s3.middlewareStack.add(
    (next) => (request) => {
      s3 += 1;
      return next(request);
    },
    { step: 'initialize' },
  );
  configuration.table.client.middlewareStack.add(
    (next) => (request) => {
      dynamo += 1;
      return next(request);
    },
    { step: 'initialize' },
  );
  return {
    during: async (work: () => Promise<void>) => {
      const before = { s3, dynamo };
      await work();
      return `${s3 - before.s3} + ${dynamo - before.dynamo}`;
    },
  };
}
