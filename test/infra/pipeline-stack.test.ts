import { readFileSync } from 'node:fs';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, expect, test } from 'vitest';
import { only, synthesise } from './synthesise.ts';

const topic = 'arn:aws:sns:eu-central-1:123456789012:operations';

let pipeline: Template;
let configured: Template;
beforeAll(() => {
  pipeline = synthesise().pipeline;
  configured = synthesise({ refreshMinutes: '15', alarmTopicArn: topic }).pipeline;
});

test('a refresh runs every hour unless told otherwise', () => {
  expect(only(pipeline, 'AWS::Scheduler::Schedule')['ScheduleExpression']).toBe('rate(1 hour)');
  expect(only(configured, 'AWS::Scheduler::Schedule')['ScheduleExpression']).toBe(
    'rate(15 minutes)',
  );
});

test.each([
  ['AWS/SQS', 'ApproximateNumberOfMessagesVisible'],
  ['AWS/States', 'ExecutionsFailed'],
])('an alarm watches %s %s from the first one on', (Namespace, MetricName) => {
  pipeline.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace,
    MetricName,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  });
});

test('each of the two state machines has an alarm of its own', () => {
  const alarms = Object.values(pipeline.findResources('AWS::CloudWatch::Alarm'));
  const machines = alarms
    .filter(({ Properties }) => Properties.MetricName === 'ExecutionsFailed')
    .map(({ Properties }) => JSON.stringify(Properties.Dimensions));
  expect(new Set(machines).size).toBe(2);
});

test('every alarm names a section that the runbook has', () => {
  const runbook = readFileSync(new URL('../../infra/RUNBOOK.md', import.meta.url), 'utf8');
  for (const alarm of Object.values(pipeline.findResources('AWS::CloudWatch::Alarm'))) {
    const [, section] = /RUNBOOK\.md, "(.+)"/.exec(alarm['Properties'].AlarmDescription) ?? [];
    expect(runbook).toContain(`\n## ${section}\n`);
  }
});

test('alarms tell the topic that is configured, and nobody otherwise', () => {
  configured.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [topic] });
  pipeline.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.absent() });
});
