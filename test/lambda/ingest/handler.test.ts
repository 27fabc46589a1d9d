import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { createHandler } from '../../../lambda/ingest.ts';
import type { UploadedFile } from '../../../lambda/pipeline/ingest/uploaded-file.ts';
import { openShop, type Shop } from './harness.ts';

let shop: Shop;
afterEach(() => shop.close());

const csv = 'order_id,customer_id,date,amount\n1,a,2024-05-31,10.50\n';

function message(id: string, { bucket, key, eventTime, write }: UploadedFile) {
  const record = {
    eventTime,
    s3: {
      bucket: { name: bucket },
      object: { key: encodeURIComponent(key).replaceAll('%20', '+'), sequencer: write },
    },
  };
  return sqsRecord(id, { Records: [record] });
}

function sqsRecord(messageId: string, body: unknown) {
  return {
    messageId,
    receiptHandle: messageId,
    body: JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 'x',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:uploads',
    awsRegion: 'eu-central-1',
  };
}

async function openHandler() {
  shop = await openShop();
  const logged: string[] = [];
  const log = {
    info: (text: string, details: unknown) => logged.push(JSON.stringify([text, details])),
    error: (text: string, details: unknown) => logged.push(JSON.stringify([text, details])),
  };
  return { handler: createHandler({ ...shop.dependencies, log }), logged, log };
}

test('a file name with spaces and umlauts is found, and the log names no file', async () => {
  const { handler, logged } = await openHandler();
  const file = await shop.upload(csv, { name: 'Möller + Söhne 2024.csv' });
  expect(await handler({ Records: [message('m1', file)] })).toEqual({ batchItemFailures: [] });
  const [report] = (await shop.dependencies.runs.list(1, undefined)).reports;
  expect(report).toMatchObject({ fileName: 'Möller + Söhne 2024.csv', status: 'SUCCEEDED' });
  expect(logged.join()).not.toContain('Möller');
});

test('a message that fails goes back to the queue, its neighbours do not', async () => {
  const { log } = await openHandler();
  const bad = await shop.upload(csv);
  const good = await shop.upload(csv);
  const { objects } = shop.dependencies;
  const handler = createHandler({
    ...shop.dependencies,
    log,
    objects: {
      ...objects,
      download: async (key, path) => {
        await sleep(0);
        if (key === bad.key) {
          throw new Error('S3 is down');
        }
        return objects.download(key, path);
      },
    },
  });
  const answer = await handler({ Records: [message('m1', bad), message('m2', good)] });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
});

test('an unreadable file is reported and not delivered again', async () => {
  const { handler } = await openHandler();
  const file = await shop.upload('just,some,words\n');
  expect(await handler({ Records: [message('m1', file)] })).toEqual({ batchItemFailures: [] });
  const [report] = (await shop.dependencies.runs.list(1, undefined)).reports;
  expect(report?.status).toBe('FAILED');
});

test('a file that is gone by the time is reported and not delivered again', async () => {
  const { handler } = await openHandler();
  const file = { ...(await shop.upload(csv)), key: 'uploads/orders/gone/file.csv' };
  expect(await handler({ Records: [message('m1', file)] })).toEqual({ batchItemFailures: [] });
});

test("S3's test message and other folders are passed over", async () => {
  const { handler } = await openHandler();
  const elsewhere = { ...(await shop.upload(csv)), key: 'exports/job.ndjson' };
  const records = [sqsRecord('m1', { Event: 's3:TestEvent' }), message('m2', elsewhere)];
  expect(await handler({ Records: records })).toEqual({ batchItemFailures: [] });
  expect((await shop.dependencies.runs.list(1, undefined)).reports).toEqual([]);
});

test.each([
  ['hello from example@example.org', /as JSON; got 30 other characters/],
  ['"example@example.org"', /as JSON; got 21 other characters/],
  ['{"name": "example@example.org"}', /without Records/],
  ['{"Records": [{"email": "example@example.org"}]}', /with eventTime, s3.bucket.name/],
])(
  'the foreign message %s goes back with its reason in the log, and nothing of its words',
  async (body, reason) => {
    const { handler, logged, log } = await openHandler();
    const reasons: unknown[] = [];
    log.error = (text: string, details: unknown) => {
      const { error } = details as { error: Error };
      reasons.push(error.message);
      return logged.push(`${text} ${error}`);
    };
    const good = message('m2', await shop.upload(csv));
    const answer = await handler({ Records: [{ ...sqsRecord('m1', {}), body }, good] });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(reasons).toEqual([expect.stringMatching(reason)]);
    expect(logged.join()).toContain('dead-letter queue');
    expect(logged.join()).not.toContain('example@');
  },
);

test('a file that fails at the last receive has the reason in its report', async () => {
  const { log } = await openHandler();
  const file = await shop.upload(csv);
  const handler = createHandler({
    ...shop.dependencies,
    log,
    objects: {
      ...shop.dependencies.objects,
      download: () => Promise.reject(new Error('S3 is down')),
    },
  });
  const answers = [];
  for (const receive of ['4', '5']) {
    const record = message('m1', file);
    const attributes = { ...record.attributes, ApproximateReceiveCount: receive };
    answers.push(await handler({ Records: [{ ...record, attributes }] }));
    const [report] = (await shop.dependencies.runs.list(1, undefined)).reports;
    answers.push([report?.status, report?.failure]);
  }
  const sentBack = { batchItemFailures: [{ itemIdentifier: 'm1' }] };
  expect(answers).toEqual([
    sentBack,
    ['RUNNING', null],
    sentBack,
    [
      'FAILED',
      'given up after 5 attempts: Error: S3 is down. The message is in the dead-letter queue; once the cause is mended, redrive it or upload the file again.',
    ],
  ]);
});

test('a redrive imports what was given up', async () => {
  const { handler, log } = await openHandler();
  const file = await shop.upload(csv);
  const record = message('m1', file);
  const attributes = { ...record.attributes, ApproximateReceiveCount: '5' };
  const { objects } = shop.dependencies;
  const failing = createHandler({
    ...shop.dependencies,
    log,
    objects: { ...objects, upload: () => Promise.reject(new Error('S3 is down')) },
  });
  const statuses = [];
  for (const attempt of [failing, handler]) {
    await attempt({ Records: [{ ...record, attributes }] });
    const { reports } = await shop.dependencies.runs.list(2, undefined);
    statuses.push(reports.map(({ status }) => status));
  }
  expect(statuses).toEqual([['FAILED'], ['SUCCEEDED']]);
});

test('two writes of one key end alike, in whatever order and however often their events arrive', async () => {
  const states = [];
  for (const arrivals of [
    [0, 1],
    [1, 0],
    [1, 0, 1, 0],
    [0, 0, 1],
  ]) {
    const { handler } = await openHandler();
    const first = await shop.upload(csv);
    const second = await shop.rewrite(first, csv.replace('10.50', '99'));
    const messages = [message('m1', first), message('m2', second)];
    for (const nth of arrivals) {
      await handler({ Records: messages.slice(nth, nth + 1) });
    }
    const [recent] = await shop.dependencies.recents.recentOrders(['id:a']);
    states.push(
      recent?.orders.map(({ gross, version }) => [gross.toFixed(), version.slice(0, 24)]),
    );
    await shop.close();
  }
  shop = await openShop();
  expect(states).toEqual(states.map(() => [['99', '2026-01-05T10:00:07.000Z']]));
});
