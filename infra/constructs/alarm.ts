import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface RunbookAlarmProps {
  /** What is wrong, in one sentence. */
  readonly problem: string;
  /** Heading of the section in infra/RUNBOOK.md that says what to do. */
  readonly runbookSection: string;
  /** Fires when its maximum or sum over five minutes is above zero. */
  readonly metric: Metric;
  /** Whom to tell. @default nobody: the alarm shows in CloudWatch only */
  readonly topicArn?: string | undefined;
}

/** An alarm whose text names its remedy. */
export class RunbookAlarm extends Construct {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id);
    const alarm = new Alarm(this, 'Alarm', {
      alarmDescription: `${props.problem} See infra/RUNBOOK.md, "${props.runbookSection}".`,
      metric: props.metric,
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (props.topicArn) {
      alarm.addAlarmAction(new SnsAction(Topic.fromTopicArn(this, 'Topic', props.topicArn)));
    }
  }
}

/** The statistics that alarms here look at. */
export const alarmStatistics = {
  most: { statistic: Stats.MAXIMUM, period: Duration.minutes(5) },
  total: { statistic: Stats.SUM, period: Duration.minutes(5) },
} as const;
