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
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import {
  DynamoAttributeValue,
  DynamoUpdateItem,
  LambdaInvoke,
} from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';

export interface ExportMachineProps {
  readonly function: IFunction;
  /** Holds the exports' items. */
  readonly table: Table;
  /** Primary key of an export's item by attribute name, `<id>` standing for its id. */
  readonly itemKey: Readonly<Record<string, string>>;
}

/**
 * Runs the export function for one id; after a crash twice more, from the start and to the same file. When
 * none of it helped, the export's item says so: nobody waits for a file that will not come.
 */
export class ExportMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: ExportMachineProps) {
    super(scope, id);
    const write = this.createWrite(props.function);
    const giveUp = this.createGiveUp(props);
    write.addCatch(giveUp, {
      errors: [Errors.ALL],
      assign: {
        error: '{% $states.errorOutput.Error %}',
        cause: '{% $states.errorOutput.Cause %}',
      },
    });
    giveUp.next(
      Fail.jsonata(this, 'ExportFailed', { error: '{% $error %}', cause: '{% $cause %}' }),
    );
    this.machine = new StateMachine(this, 'Machine', {
      comment: 'Writes the file of one export',
      queryLanguage: QueryLanguage.JSONATA,
      definitionBody: DefinitionBody.fromChainable(write),
    });
    this.explainFindings(props.function);
  }

  private createWrite(fn: IFunction): LambdaInvoke {
    const write = LambdaInvoke.jsonata(this, 'WriteExport', {
      lambdaFunction: fn,
      payload: TaskInput.fromText('{% $states.context.Execution.Input %}'),
    });
    write.addRetry({
      errors: [Errors.ALL],
      maxAttempts: 2,
      interval: Duration.seconds(10),
      backoffRate: 2,
      jitterStrategy: JitterType.FULL,
    });
    return write;
  }

  /** By the attribute names of lambda/stores/dynamo/exports.ts. */
  private createGiveUp({ table, itemKey }: ExportMachineProps): DynamoUpdateItem {
    const key = Object.entries(itemKey).map(([name, text]) => {
      const [before, after = ''] = text.split('<id>');
      const isFixed = !text.includes('<id>');
      const value = isFixed
        ? text
        : `{% '${before}' & $states.context.Execution.Input.id & '${after}' %}`;
      return [name, DynamoAttributeValue.fromString(value)] as const;
    });
    return DynamoUpdateItem.jsonata(this, 'GiveUpExport', {
      table,
      key: Object.fromEntries(key),
      updateExpression: 'SET #status = :failed, failure = :failure, finishedAt = :now',
      conditionExpression: '#status = :running',
      expressionAttributeNames: { '#status': 'status' },
      expressionAttributeValues: {
        ':failed': DynamoAttributeValue.fromString('FAILED'),
        ':running': DynamoAttributeValue.fromString('RUNNING'),
        ':failure': DynamoAttributeValue.fromString(
          'The export failed three times; its log says why.',
        ),
        ':now': DynamoAttributeValue.fromString('{% $now() %}'),
      },
    });
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
