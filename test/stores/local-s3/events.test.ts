import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3EventRecord } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toSqsEvent } from '../../../lambda/local/s3/events.ts';
import { bucket, connectTo, refusal, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const latest = () => server.events.at(-1);

test('a PUT is told in the shape of an S3 notification', async () => {
  await server.put('uploads/red flower+é.csv', 'petals');
  expect(latest()).toEqual({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'eu-central-1',
    eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: expect.any(String) },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': expect.any(String), 'x-amz-id-2': expect.any(String) },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: expect.any(String),
      bucket: {
        name: bucket,
        ownerIdentity: { principalId: expect.any(String) },
        arn: `arn:aws:s3:::${bucket}`,
      },
      object: {
        key: 'uploads/red+flower%2B%C3%A9.csv',
        size: 6,
        eTag: 'f346ae24f5b5778ae3e2317a33cd8d9b',
        sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
      },
    },
  });
});

test('a copy is told', async () => {
  await server.put('original');
  const input = { Bucket: bucket, Key: 'copy', CopySource: `${bucket}/original` };
  await server.client.send(new CopyObjectCommand(input));
  expect(latest()).toMatchObject({
    eventName: 'ObjectCreated:Copy',
    s3: { object: { key: 'copy' } },
  });
});

test('an upload in parts is told once, when it is complete', async () => {
  const before = server.events.length;
  const input = { Bucket: bucket, Key: 'parts' };
  const { UploadId } = await server.client.send(new CreateMultipartUploadCommand(input));
  const part = { ...input, UploadId, PartNumber: 1, Body: Buffer.from('part') };
  const { ETag } = await server.client.send(new UploadPartCommand(part));
  expect(server.events.length).toBe(before);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await server.client.send(
    new CompleteMultipartUploadCommand({ ...input, UploadId, MultipartUpload }),
  );
  expect(server.events.length).toBe(before + 1);
  expect(latest()).toMatchObject({
    eventName: 'ObjectCreated:CompleteMultipartUpload',
    s3: { object: { size: 4, eTag: expect.stringMatching(/-1$/) } },
  });
});

test('a refused write and a delete are not told', async () => {
  await server.put('once');
  const before = server.events.length;
  const input = { Bucket: bucket, Key: 'once', Body: 'x', IfNoneMatch: '*' };
  await refusal(server.client.send(new PutObjectCommand(input)));
  await server.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'once' }));
  expect(server.events.length).toBe(before);
});

test('sequencers of a key rise, also when it is deleted in between and under concurrency', async () => {
  const before = server.events.length;
  await server.put('rising');
  await server.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'rising' }));
  await Promise.all(Array.from({ length: 20 }, (_, n) => server.put('rising', String(n))));
  const events = server.events.slice(before);
  const sequencers = events.map((event) => event.s3.object.sequencer);
  expect(new Set(sequencers).size).toBe(21);
  const last = events.reduce((a, b) => (a.s3.object.sequencer > b.s3.object.sequencer ? a : b));
  const { ETag } = await server.client.send(
    new GetObjectCommand({ Bucket: bucket, Key: 'rising' }),
  );
  expect(ETag).toBe(`"${last.s3.object.eTag}"`);
});

test('a listener can read what it is told of, even while the server closes', async () => {
  const read: (string | undefined)[] = [];
  const own = await startTestServer({
    onObjectCreated: async ({ s3 }) => {
      await sleep(50);
      const client = connectTo(own.endpoint);
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: s3.object.key }),
      );
      read.push(await Body?.transformToString());
      client.destroy();
    },
  });
  await own.put('told', 'to the listener');
  await own.close();
  expect(read).toEqual(['to the listener']);
});

test('a listener that fails does not fail the PUT', async () => {
  const errors: unknown[] = [];
  const failing = await startTestServer({
    onObjectCreated: () => {
      throw new Error('listener down');
    },
    onError: (error) => {
      errors.push(error);
    },
  });
  await failing.put('stored');
  await failing.close();
  expect(errors).toEqual([new Error('listener down')]);
});

test('SQS hands on each notification as the body of a message', async () => {
  await server.put('queued');
  const record = latest();
  if (!record) throw new Error('Expected an event.');
  const [message] = toSqsEvent([record]).Records;
  expect(message).toMatchObject({ eventSource: 'aws:sqs', messageId: expect.any(String) });
  expect(JSON.parse(message?.body ?? '') as { Records: S3EventRecord[] }).toEqual({
    Records: [record],
  });
});
