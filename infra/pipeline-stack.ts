import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { environment } from '../lambda/environment.ts';
import {
  basesPrefix,
  deltaPrefix,
  exportKey,
  identityKeyKey,
  prefixes,
  tableKeys,
  uploadKinds,
} from '../lambda/layout.ts';
import { alarmStatistics, RunbookAlarm } from './constructs/alarm.ts';
import { allowObjects } from './constructs/bucket-access.ts';
import { DuckDbLayer } from './constructs/duckdb-layer.ts';
import { ExportMachine } from './constructs/export-machine.ts';
import { NodeFunction } from './constructs/function.ts';
import {
  engineMemoryMb,
  exportMemoryMb,
  exportTimeout,
  ingestConcurrency,
  ingestTimeout,
  refreshTimeout,
  scratchSpace,
} from './constructs/limits.ts';
import { RefreshMachine } from './constructs/refresh-machine.ts';
import type { DataStack } from './data-stack.ts';
import { functionEnvironment } from './function-environment.ts';
import type { DeploymentSettings } from './settings.ts';

export interface PipelineStackProps extends StackProps {
  readonly settings: DeploymentSettings;
  readonly data: DataStack;
}

/** What works on the data: ingest takes files in, refresh publishes snapshots. */
export class PipelineStack extends Stack {
  /** Started to refresh now, not at the next scheduled time. */
  readonly refresh: StateMachine;
  /** Started with the id of an export to write. */
  readonly export: StateMachine;

  constructor(scope: Construct, id: string, { settings, data, ...props }: PipelineStackProps) {
    super(scope, id, props);
    const duckDb = new DuckDbLayer(this, 'DuckDb');
    this.refresh = this.createRefresh(settings, data, duckDb);
    this.export = this.createExport(settings, data);
    this.createIngest(settings, data, duckDb);
    this.createSchedule(settings.refreshMinutes);
    this.createAlarms(settings, data);
  }

  private createRefresh(
    settings: DeploymentSettings,
    data: DataStack,
    duckDb: DuckDbLayer,
  ): StateMachine {
    const refresh = new NodeFunction(this, 'Refresh', {
      entry: 'refresh',
      description: 'Turns the lake into the snapshot that queries read',
      timeout: refreshTimeout,
      memoryMb: engineMemoryMb,
      scratchSpace,
      layers: [duckDb],
      environment: functionEnvironment(data, settings),
    });
    allowObjects(refresh, data.bucket, {
      read: [prefixes.lake, prefixes.snapshots],
      // Files of exports go when a customer is erased.
      list: [prefixes.exports],
      upload: [prefixes.lake, prefixes.snapshots],
      delete: [prefixes.lake, prefixes.snapshots, prefixes.exports],
    });
    refresh.allow(
      [
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ],
      [data.table.tableArn],
    );
    return new RefreshMachine(this, 'RefreshMachine', {
      function: refresh.handler,
      table: data.table,
      lockKey: { [tableKeys.partition]: 'LOCK#REFRESH', [tableKeys.sort]: 'LOCK' },
    }).machine;
  }

  private createExport(settings: DeploymentSettings, data: DataStack): StateMachine {
    const exporter = new NodeFunction(this, 'Export', {
      entry: 'export',
      description: 'Writes the customers of a population to a file',
      timeout: exportTimeout,
      memoryMb: exportMemoryMb,
      environment: functionEnvironment(data, settings),
    });
    allowObjects(exporter, data.bucket, {
      read: [prefixes.snapshots],
      upload: [prefixes.exports],
    });
    exporter.allow(['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'], [data.table.tableArn]);
    const { pk, sk } = exportKey('<id>');
    return new ExportMachine(this, 'ExportMachine', {
      function: exporter.handler,
      table: data.table,
      itemKey: { [tableKeys.partition]: pk, [tableKeys.sort]: sk },
    }).machine;
  }

  private createIngest(settings: DeploymentSettings, data: DataStack, duckDb: DuckDbLayer): void {
    const ingest = new NodeFunction(this, 'Ingest', {
      entry: 'ingest',
      description: 'Takes an uploaded file into the lake and the table',
      timeout: ingestTimeout,
      memoryMb: engineMemoryMb,
      scratchSpace,
      layers: [duckDb],
      environment: {
        ...functionEnvironment(data, settings),
        [environment.refreshStateMachine]: this.refresh.stateMachineArn,
      },
    });
    allowObjects(ingest, data.bucket, {
      // A new version of an order must know whose it is in the snapshot.
      read: [prefixes.uploads, prefixes.settings, prefixes.snapshots, basesPrefix('orders')],
      put: [identityKeyKey],
      upload: [...uploadKinds.map(deltaPrefix), prefixes.rejects],
    });
    ingest.allow(
      [
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        // Only a bulk import scans, for the few orders that are recent among its many.
        'dynamodb:Scan',
        'dynamodb:UpdateItem',
      ],
      [data.table.tableArn],
    );
    ingest.allow(['states:StartExecution'], [this.refresh.stateMachineArn]);
    ingest.handler.addEventSource(
      new SqsEventSource(data.inbox.queue, {
        // One file an invocation: a large one may need all of the time there is.
        batchSize: 1,
        maxConcurrency: ingestConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }

  private createSchedule(minutes: number): void {
    new Schedule(this, 'RefreshSchedule', {
      description: 'Refreshes what queries read',
      schedule: ScheduleExpression.rate(Duration.minutes(minutes)),
      target: new StepFunctionsStartExecution(this.refresh, {}),
    });
  }

  private createAlarms(settings: DeploymentSettings, data: DataStack): void {
    new RunbookAlarm(this, 'UploadsLeftBehind', {
      problem: 'Uploaded files could not be taken in.',
      runbookSection: 'Uploads in the dead-letter queue',
      metric: data.inbox.deadLetters.metricApproximateNumberOfMessagesVisible(alarmStatistics.most),
      topicArn: settings.alarmTopicArn,
    });
    new RunbookAlarm(this, 'RefreshFailing', {
      problem: 'A refresh failed after its retries; queries still answer from the last snapshot.',
      runbookSection: 'A refresh failed',
      metric: this.refresh.metricFailed(alarmStatistics.total),
      topicArn: settings.alarmTopicArn,
    });
    new RunbookAlarm(this, 'ExportFailing', {
      problem: 'An export failed after its retries; whoever asked for it sees FAILED.',
      runbookSection: 'An export failed',
      metric: this.export.metricFailed(alarmStatistics.total),
      topicArn: settings.alarmTopicArn,
    });
  }
}
