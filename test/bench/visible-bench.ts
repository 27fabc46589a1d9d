import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDeployment } from '../../lambda/local/deployment.ts';
import { startHttpServer } from '../../lambda/local/http-server.ts';
import { generateSampleShop, inChunks } from '../../lambda/local/sample-shop/generate.ts';
import { latencies, percentile } from './measure.ts';
import { printTable, short } from './print.ts';

const repetitions = 50;

/** An order is looked for this often, so a time is too long by at most that. */
const lookEveryMs = 5;

/** How long it takes until a query shows what just arrived: from the upload, or from the mutation being sent. */
export async function visibleBench(directory: string): Promise<void> {
  const shop = join(directory, 'orders.csv');
  await pipeline(Readable.from(inChunks(generateSampleShop().ordersCsv)), createWriteStream(shop));
  const deployment = await startDeployment({
    directory: join(directory, 'visible'),
    settings: { currency: 'EUR', timeZone: 'Europe/Berlin', margin: 0.3, variableCost: 0 },
    onError: (what, error) => process.stderr.write(`${what} ${error}\n`),
  });
  const onError = (error: unknown) => process.stderr.write(`${error}\n`);
  const http = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    handler: deployment.api,
    onError,
  });
  const untilSeen = async (customer: string) => {
    const query = `{ customer(by: { sourceId: "${customer}" }) { orders(first: 1) { nodes { id } } } }`;
    while (!(await post(http.endpoint, query)).includes('"nodes":[{')) {
      await sleep(lookEveryMs);
    }
  };
  try {
    await deployment.upload(shop, 'uploads/orders/bench/orders.csv');
    await deployment.idle();
    const files = await latencies(repetitions, 1, async (nth) => {
      const file = join(directory, `small-${nth}.csv`);
      await writeFile(file, `order_id,customer_id,date,total\nf${nth},file-${nth},2026-06-30,10\n`);
      await deployment.upload(file, `uploads/orders/small-${nth}/orders.csv`);
      await untilSeen(`file-${nth}`);
    });
    await deployment.idle();
    const mutations = await latencies(repetitions, 1, async (nth) => {
      await post(http.endpoint, mutation(nth));
      await untilSeen(`live-${nth}`);
    });
    printTable(
      `From arrival to the answer of a query, ${repetitions} times on the sample shop (ms)`,
      ['', 'p50', 'p95', 'most'],
      Object.entries({ 'file of one order': files, ordersRecord: mutations }).map(
        ([name, sample]) => [
          name,
          ...[0.5, 0.95, 1].map((share) => short(percentile(sample, share))),
        ],
      ),
    );
  } finally {
    await http.close();
    await deployment.close();
  }
}

function mutation(nth: number): string {
  return `mutation { ordersRecord(orders: [{
    orderId: "l${nth}", customerId: "live-${nth}", orderedAt: "2026-06-30T12:00:00Z", gross: "10"
  }]) { userErrors { message } } }`;
}

async function post(endpoint: string, query: string): Promise<string> {
  const response = await fetch(`${endpoint}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const answer = await response.text();
  if (answer.includes('"errors"')) {
    throw new Error(`expected an answer, got ${answer}`);
  }
  return answer;
}
