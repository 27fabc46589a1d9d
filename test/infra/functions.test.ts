import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { environment } from '../../lambda/environment.ts';
import { only, synthesise } from './synthesise.ts';

let stacks: ReturnType<typeof synthesise>;
beforeAll(() => {
  stacks = synthesise({
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    margin: '0.4',
    dateOrder: 'dmy',
  });
});

function functionNamed(name: string): Record<string, unknown> {
  const template: Template = name === 'Api' ? stacks.api : stacks.pipeline;
  const [, found] =
    Object.entries(template.findResources('AWS::Lambda::Function')).find(([id]) =>
      id.startsWith(name),
    ) ?? [];
  return found?.['Properties'];
}

function variables(name: string): Record<string, unknown> {
  return (functionNamed(name)['Environment'] as { Variables: Record<string, unknown> }).Variables;
}

describe.each(['Api', 'Ingest', 'Refresh', 'Export'])('%s', (name) => {
  test('runs on Node 24 for arm64', () => {
    expect(functionNamed(name)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    });
  });

  test('is told where the data is and how the shop counts', () => {
    expect(variables(name)).toMatchObject({
      [environment.bucket]: expect.anything(),
      [environment.table]: expect.anything(),
      [environment.currency]: 'EUR',
      [environment.timeZone]: 'Europe/Berlin',
      [environment.margin]: '0.4',
      [environment.variableCost]: '0',
      [environment.dateOrder]: 'DAY_FIRST',
    });
  });

  test('writes JSON logs to a group of its own', () => {
    expect(functionNamed(name)['LoggingConfig']).toMatchObject({
      LogFormat: 'JSON',
      LogGroup: { Ref: expect.stringMatching(`^${name}Logs`) },
    });
  });

  test('is not traced', () => {
    expect(functionNamed(name)).not.toHaveProperty('TracingConfig');
  });
});

test.each(['Api', 'Ingest'])('%s can start a refresh', (name) => {
  expect(variables(name)).toHaveProperty(environment.refreshStateMachine);
});

test('the api can start an export', () => {
  expect(variables('Api')).toHaveProperty(environment.exportStateMachine);
});

test('DuckDB comes with ingest and refresh, and burdens the api with nothing', () => {
  expect(functionNamed('Ingest')['Layers']).toHaveLength(1);
  expect(functionNamed('Refresh')['Layers']).toEqual(functionNamed('Ingest')['Layers']);
  expect(functionNamed('Api')).not.toHaveProperty('Layers');
  expect(functionNamed('Export')).not.toHaveProperty('Layers');
});

test('every log is deleted after a month', () => {
  for (const template of [stacks.pipeline, stacks.api]) {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  }
});

test('ingest reports each message of a batch by itself and works on few at a time', () => {
  expect(only(stacks.pipeline, 'AWS::Lambda::EventSourceMapping')).toMatchObject({
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 5 },
  });
});

test('a message is not handed out again while ingest may still work on it', () => {
  stacks.data.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: Match.anyValue(),
    VisibilityTimeout: 6 * Number(functionNamed('Ingest')['Timeout']),
  });
});

test('ingest and refresh have the disk for files larger than memory', () => {
  for (const name of ['Ingest', 'Refresh']) {
    expect(functionNamed(name)['EphemeralStorage']).toEqual({ Size: 10_240 });
  }
});
