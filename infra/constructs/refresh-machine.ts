import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  DefinitionBody,
  Errors,
  Fail,
  JitterType,
  QueryLanguage,
  StateMachine,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import { RefreshLock } from './refresh-lock.ts';

export interface RefreshMachineProps {
  readonly function: IFunction;
  /** Holds the lock. */
  readonly table: Table;
  /** Primary key of the lock's item, by attribute name. */
  readonly lockKey: Readonly<Record<string, string>>;
}

/**
 * Runs the refresh function, never twice at a time, and forgets no request.
 *
 * Every execution first counts its request, then tries for the lock. If another execution holds
 * it, this one ends: the holder sees at its end that the count has grown and refreshes once more.
 * So a hundred files that land together cost two refreshes, not a hundred, and nobody waits.
 *
 * Two refreshes at once would do no harm, because the pointer to the current snapshot moves by a
 * conditional write; they would only do the work twice. Reserved concurrency would be simpler, but
 * it cannot be set in a new account, and executions would pile up behind it.
 */
export class RefreshMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: RefreshMachineProps) {
    super(scope, id);
    const lock = new RefreshLock(this, 'Lock', { table: props.table, key: props.lockKey });
    const refresh = this.createRefresh(props.function);

    lock.request.next(lock.acquire);
    lock.acquire.next(refresh);
    lock.onTaken(new Succeed(this, 'LeftToTheRunningRefresh'));
    refresh.next(lock.release);
    refresh.addCatch(lock.giveUp.next(this.createFailure()), {
      errors: [Errors.ALL],
      assign: {
        error: '{% $states.errorOutput.Error %}',
        cause: '{% $states.errorOutput.Cause %}',
      },
    });
    lock.release.next(new Succeed(this, 'Refreshed'));

    this.machine = new StateMachine(this, 'Machine', {
      comment: 'Compacts, summarises, fits, scores and publishes a snapshot; one at a time',
      queryLanguage: QueryLanguage.JSONATA,
      definitionBody: DefinitionBody.fromChainable(lock.request),
    });
    this.explainFindings(props.function);
  }

  private createRefresh(fn: IFunction): LambdaInvoke {
    const refresh = LambdaInvoke.jsonata(this, 'Refresh', {
      lambdaFunction: fn,
      payload: TaskInput.fromText('{% $states.context.Execution.Input %}'),
      outputs: '{% $states.result.Payload %}',
    });
    // Memory, time or a dependency: tried again after a breath, within the lease of the lock.
    refresh.addRetry({
      errors: [Errors.ALL],
      maxAttempts: 2,
      interval: Duration.seconds(30),
      backoffRate: 2,
      jitterStrategy: JitterType.FULL,
    });
    return refresh;
  }

  /** Ends with the refresh function's own error, so that the console shows it on the first page. */
  private createFailure(): Fail {
    return Fail.jsonata(this, 'RefreshFailed', { error: '{% $error %}', cause: '{% $cause %}' });
  }

  private explainFindings(fn: IFunction): void {
    acknowledge(this.machine, 'AwsSolutions-SF1', [
      'Step Functions keeps the history of a standard execution for 90 days; a log group would need',
      'permissions on all of the account’s log deliveries.',
    ]);
    acknowledge(this.machine, 'AwsSolutions-SF2', [
      'The history shows each state’s duration; one function has no trace to follow.',
    ]);
    acknowledgeWildcard(this.machine, { owner: fn, arn: fn.functionArn, path: ':*' }, [
      'The star stands for versions and aliases of this one function.',
    ]);
  }
}
