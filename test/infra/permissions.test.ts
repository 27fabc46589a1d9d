import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { readableArn } from './readable-arn.ts';
import { synthesise } from './synthesise.ts';

type Grants = Record<string, string[]>;

let stacks: ReturnType<typeof synthesise>;
beforeAll(() => {
  stacks = synthesise();
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function statements(template: Template, role: string): Statement[] {
  return Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith(role))
    .flatMap(([, policy]) => policy['Properties'].PolicyDocument.Statement);
}

/** Resource to the actions that a role may call on it. */
function grants(template: Template, role: string): Grants {
  const found: Grants = {};
  for (const { Effect, Action, Resource } of statements(template, role)) {
    expect(Effect).toBe('Allow');
    for (const resource of [Resource].flat().map(readableArn)) {
      found[resource] = [...(found[resource] ?? []), ...[Action].flat()].sort();
    }
  }
  return found;
}

const writeLogs = ['logs:CreateLogStream', 'logs:PutLogEvents'];

test('the api reads snapshots and the lake, and writes live orders, merges, erasures, spend, mappings and signed uploads', () => {
  expect(grants(stacks.api, 'ApiRole')).toEqual({
    ApiLogs: writeLogs,
    Bucket: ['s3:ListBucket'],
    'Bucket/snapshots/*': ['s3:GetObject'],
    'Bucket/lake/*': ['s3:GetObject'],
    'Bucket/rejects/*': ['s3:GetObject'],
    'Bucket/exports/*': ['s3:GetObject'],
    'Bucket/lake/orders/delta/*': ['s3:PutObject'],
    'Bucket/lake/customers/delta/*': ['s3:PutObject'],
    'Bucket/lake/merges/delta/*': ['s3:PutObject'],
    'Bucket/lake/erasures/delta/*': ['s3:PutObject'],
    'Bucket/lake/spend/delta/*': ['s3:PutObject'],
    'Bucket/settings/identity.key*': ['s3:GetObject', 's3:PutObject'],
    'Bucket/settings/mappings/*': ['s3:PutObject'],
    'Bucket/uploads/*': ['s3:PutObject'],
    Table: [
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    RefreshMachine: ['states:StartExecution'],
    ExportMachine: ['states:StartExecution'],
  });
});

test('an export reads snapshots, writes its file and says how far it is', () => {
  expect(grants(stacks.pipeline, 'ExportRole')).toEqual({
    ExportLogs: writeLogs,
    Bucket: ['s3:ListBucket'],
    'Bucket/snapshots/*': ['s3:GetObject'],
    'Bucket/exports/*': ['s3:AbortMultipartUpload', 's3:PutObject'],
    Table: ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
  });
});

test('the machine of exports may invoke the function and say that it failed', () => {
  expect(Object.values(grants(stacks.pipeline, 'ExportMachineRole')).flat().sort()).toEqual([
    'dynamodb:UpdateItem',
    'lambda:InvokeFunction',
    'lambda:InvokeFunction',
  ]);
});

test('ingest reads uploads, settings and what is published, writes deltas, rejects and items, and works off its queue', () => {
  const write = ['s3:AbortMultipartUpload', 's3:PutObject'];
  expect(grants(stacks.pipeline, 'IngestRole')).toEqual({
    IngestLogs: writeLogs,
    Bucket: ['s3:ListBucket'],
    'Bucket/uploads/*': ['s3:GetObject'],
    'Bucket/settings/*': ['s3:GetObject'],
    'Bucket/settings/identity.key*': ['s3:PutObject'],
    'Bucket/snapshots/*': ['s3:GetObject'],
    'Bucket/lake/orders/base/*': ['s3:GetObject'],
    'Bucket/lake/orders/delta/*': write,
    'Bucket/lake/spend/delta/*': write,
    'Bucket/lake/customers/delta/*': write,
    'Bucket/rejects/*': write,
    Table: [
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
    ],
    RefreshMachine: ['states:StartExecution'],
    UploadInboxQueue: [
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
    ],
  });
});

test('refresh rewrites the lake and snapshots, and clears what is no longer recent', () => {
  const rewrite = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'];
  expect(grants(stacks.pipeline, 'RefreshRole')).toEqual({
    RefreshLogs: writeLogs,
    Bucket: ['s3:ListBucket'],
    'Bucket/lake/*': rewrite,
    'Bucket/snapshots/*': rewrite,
    'Bucket/exports/*': ['s3:DeleteObject'],
    Table: [
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
  });
});

test('the state machine may invoke the refresh function and update its lock', () => {
  expect(Object.values(grants(stacks.pipeline, 'RefreshMachineRole')).flat()).toEqual([
    'dynamodb:UpdateItem',
    'lambda:InvokeFunction',
    'lambda:InvokeFunction',
  ]);
});

test('the schedule may start the state machine and nothing else', () => {
  expect(grants(stacks.pipeline, 'SchedulerRole')).toEqual({
    RefreshMachine: ['states:StartExecution'],
  });
});

test('the api may delete no object and write no snapshot', () => {
  const everything = Object.entries(grants(stacks.api, 'ApiRole'));
  const dangerous = everything.filter(
    ([resource, actions]) =>
      actions.includes('s3:DeleteObject') ||
      (actions.includes('s3:PutObject') && 'Bucket/snapshots/'.startsWith(resource.slice(0, -1))),
  );
  expect(dangerous).toEqual([]);
});

describe.each(['ApiRole', 'IngestRole', 'RefreshRole', 'ExportRole'])('%s', (role) => {
  const policies = () => statements(role === 'ApiRole' ? stacks.api : stacks.pipeline, role);

  test('lists only below its prefixes', () => {
    const listing = policies().find(({ Action }) => Action === 's3:ListBucket');
    expect(listing).toHaveProperty(['Condition', 'StringLikeIfExists', 's3:prefix']);
  });

  test('has no wildcard action and no bare wildcard resource', () => {
    const wild = policies().filter(
      ({ Action, Resource }) =>
        [Action].flat().some((action) => action.includes('*')) || [Resource].flat().includes('*'),
    );
    expect(wild).toEqual([]);
  });
});

test('no role of any stack has a policy managed by AWS', () => {
  const roles = [stacks.data, stacks.pipeline, stacks.api].flatMap((template) =>
    Object.values(template.findResources('AWS::IAM::Role')),
  );
  expect(roles.filter((role) => role['Properties'].ManagedPolicyArns)).toEqual([]);
});
