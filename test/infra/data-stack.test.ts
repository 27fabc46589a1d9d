import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, expect, test } from 'vitest';
import { only, synthesise } from './synthesise.ts';

let data: Template;
beforeAll(() => {
  data = synthesise().data;
});

test('the bucket is encrypted and keeps old versions', () => {
  expect(only(data, 'AWS::S3::Bucket')).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      ],
    },
    VersioningConfiguration: { Status: 'Enabled' },
  });
});

test('the bucket refuses every kind of public access', () => {
  expect(only(data, 'AWS::S3::Bucket')['PublicAccessBlockConfiguration']).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
});

test('the bucket policy does nothing but deny requests without TLS 1.2', () => {
  const { Statement } = only(data, 'AWS::S3::BucketPolicy')['PolicyDocument'] as {
    Statement: { Effect: string; Condition: unknown }[];
  };
  expect(Statement.map(({ Effect, Condition }) => [Effect, Condition])).toEqual([
    ['Deny', { Bool: { 'aws:SecureTransport': 'false' } }],
    ['Deny', { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
  ]);
});

test.each(['AWS::S3::Bucket', 'AWS::DynamoDB::Table'])('%s outlives its stack', (type) => {
  data.hasResource(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});

test('unfinished uploads, old versions and exports go away by themselves', () => {
  data.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: {
      Rules: [
        Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }),
        Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 30 } }),
        Match.objectLike({ Prefix: 'exports/', ExpirationInDays: 7 }),
      ],
    },
  });
});

test('no page may reach the bucket unless an origin is configured', () => {
  expect(only(data, 'AWS::S3::Bucket')).not.toHaveProperty('CorsConfiguration');
});

test('pages of the configured origins may put uploads and nothing else', () => {
  const open = synthesise({ allowedOrigins: 'https://shop.example,https://back.example' }).data;
  open.hasResourceProperties('AWS::S3::Bucket', {
    CorsConfiguration: {
      CorsRules: [
        Match.objectLike({
          AllowedMethods: ['PUT'],
          AllowedOrigins: ['https://shop.example', 'https://back.example'],
        }),
      ],
    },
  });
});

test('the table is on demand, encrypted, restorable, and forgets expired items', () => {
  expect(only(data, 'AWS::DynamoDB::Table')).toMatchObject({
    BillingMode: 'PAY_PER_REQUEST',
    SSESpecification: { SSEEnabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
});

test('production data cannot be deleted by a slip', () => {
  const { stacks, data: template } = synthesise({ stage: 'prod' });
  expect(stacks.data.terminationProtection).toBe(true);
  template.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: true });
});

test('files under uploads/ are told to the queue', () => {
  const [queue] = Object.keys(
    data.findResources('AWS::SQS::Queue', { Properties: { RedrivePolicy: Match.anyValue() } }),
  );
  expect(only(data, 'AWS::S3::Bucket')['NotificationConfiguration']).toEqual({
    QueueConfigurations: [
      {
        Event: 's3:ObjectCreated:*',
        Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'uploads/' }] } },
        Queue: { 'Fn::GetAtt': [queue, 'Arn'] },
      },
    ],
  });
});

test('the bucket waits for the permission to send, which S3 checks at once', () => {
  const [policy] = Object.keys(
    data.findResources('AWS::SQS::QueuePolicy', {
      Properties: {
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({ Action: 'sqs:SendMessage' })]),
        },
      },
    }),
  );
  data.hasResource('AWS::S3::Bucket', { DependsOn: [policy] });
});

test('only S3 on behalf of this account may send to the queue', () => {
  data.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: 's3.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]),
    },
  });
});

test('a message that fails five times goes to the dead letters', () => {
  const [deadLetters] = Object.keys(
    data.findResources('AWS::SQS::Queue', { Properties: { RedrivePolicy: Match.absent() } }),
  );
  data.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: {
      maxReceiveCount: 5,
      deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] },
    },
  });
});

test('both queues are encrypted and refuse requests without TLS', () => {
  data.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
  data.allResourcesProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]),
    },
  });
});
