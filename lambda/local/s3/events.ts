import { createHash, randomUUID } from 'node:crypto';
import type { S3EventRecord, SQSEvent, SQSRecord } from 'aws-lambda';
import { encodeKey } from './encoding.ts';
import type { Creation } from './service.ts';

/** Ways an object comes to be, as events name them. */
export type CreationKind = 'Put' | 'Copy' | 'CompleteMultipartUpload';

/** The name that account ids and queue owners have here. */
const localAccount = '000000000000';

/**
 * A notification record as S3 sends it.
 *
 * The key is URL-encoded with `+` for a space, the ETag has no quotes, and of two records for one key
 * the one with the greater sequencer is the later. Source: "Event message structure", Amazon S3 User Guide.
 */
export function createdRecord(
  { kind, bucket, object, requestId }: Creation,
  region: string,
  at: Date,
): S3EventRecord {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: at.toISOString(),
    eventName: `ObjectCreated:${kind}`,
    userIdentity: { principalId: `AWS:${localAccount}` },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'local',
      bucket: {
        name: bucket,
        ownerIdentity: { principalId: localAccount },
        arn: `arn:aws:s3:::${bucket}`,
      },
      object: {
        key: encodeKey(object.key),
        size: object.size,
        eTag: object.etag,
        sequencer: object.sequencer,
      },
    },
  };
}

/**
 * Wraps notifications as SQS hands them to a function: one message a record, the notification as its
 * body. `receive` says for which time, from 1.
 */
export function toSqsEvent(records: readonly S3EventRecord[], receive = 1): SQSEvent {
  return { Records: records.map((record) => toMessage(record, receive)) };
}

function toMessage(record: S3EventRecord, receive: number): SQSRecord {
  const body = JSON.stringify({ Records: [record] });
  const sentAt = String(Date.parse(record.eventTime));
  return {
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    body,
    attributes: {
      ApproximateReceiveCount: String(receive),
      SentTimestamp: sentAt,
      SenderId: localAccount,
      ApproximateFirstReceiveTimestamp: sentAt,
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${record.awsRegion}:${localAccount}:local`,
    awsRegion: record.awsRegion,
  };
}
