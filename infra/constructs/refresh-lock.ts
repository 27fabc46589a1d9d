import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Errors, type INextable, type State } from 'aws-cdk-lib/aws-stepfunctions';
import {
  DynamoAttributeValue,
  DynamoReturnValues,
  DynamoUpdateItem,
} from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { refreshTimeout } from './limits.ts';

export interface RefreshLockProps {
  readonly table: Table;
  /** Primary key of the lock's item, by attribute name; nothing else reads or writes the item. */
  readonly key: Readonly<Record<string, string>>;
}

/** Three attempts and the pauses between them: an execution that was stopped by hand frees it so. */
const leaseMs = 4 * refreshTimeout.toMilliseconds();

const taken = 'DynamoDB.ConditionalCheckFailedException';

const me = DynamoAttributeValue.fromString('{% $states.context.Execution.Id %}');

/** The four steps of the lock, one conditional update each; `heldBy` names the execution. */
export class RefreshLock extends Construct {
  /** Counts a request, so that a running refresh learns of it. */
  readonly request: DynamoUpdateItem;
  /** Takes a free or abandoned lock and remembers the count; extends a lock already held. */
  readonly acquire: DynamoUpdateItem;
  /** Frees the lock unless requests came in since; then `acquire` is next. */
  readonly release: DynamoUpdateItem;
  /** Frees the lock after a failure. */
  readonly giveUp: DynamoUpdateItem;

  constructor(scope: Construct, id: string, props: RefreshLockProps) {
    super(scope, id);
    const { table } = props;
    const key = Object.fromEntries(
      Object.entries(props.key).map(([name, text]) => [
        name,
        DynamoAttributeValue.fromString(text),
      ]),
    );
    this.request = DynamoUpdateItem.jsonata(this, 'CountRequest', {
      table,
      key,
      updateExpression: 'ADD requests :one',
      expressionAttributeValues: { ':one': DynamoAttributeValue.fromNumber(1) },
    });
    this.acquire = DynamoUpdateItem.jsonata(this, 'AcquireLock', {
      table,
      key,
      updateExpression: 'SET heldBy = :me, heldUntil = :until',
      conditionExpression: 'attribute_not_exists(heldBy) OR heldBy = :me OR heldUntil < :now',
      expressionAttributeValues: {
        ':me': me,
        ':now': DynamoAttributeValue.numberFromString('{% $string($millis()) %}'),
        ':until': DynamoAttributeValue.numberFromString(`{% $string($millis() + ${leaseMs}) %}`),
      },
      returnValues: DynamoReturnValues.ALL_NEW,
      assign: { requestsSeen: '{% $states.result.Attributes.requests.N %}' },
    });
    this.release = DynamoUpdateItem.jsonata(this, 'ReleaseLock', {
      table,
      key,
      updateExpression: 'REMOVE heldBy, heldUntil',
      conditionExpression: 'heldBy = :me AND requests = :seen',
      expressionAttributeValues: {
        ':me': me,
        ':seen': DynamoAttributeValue.numberFromString('{% $requestsSeen %}'),
      },
    });
    this.giveUp = DynamoUpdateItem.jsonata(this, 'GiveUpLock', {
      table,
      key,
      updateExpression: 'REMOVE heldBy, heldUntil',
      conditionExpression: 'heldBy = :me',
      expressionAttributeValues: { ':me': me },
    });
    for (const step of [this.request, this.acquire, this.release, this.giveUp]) {
      retryUnlessTaken(step);
    }
    this.release.addCatch(this.acquire, { errors: [taken] });
  }

  /** Where an execution goes that finds the lock held. */
  onTaken(next: State): void {
    this.acquire.addCatch(next as State & INextable, { errors: [taken] });
  }
}

/** A refused condition is an answer; anything else (throttling, a broken connection) may pass. */
function retryUnlessTaken(step: DynamoUpdateItem): void {
  step.addRetry({ errors: [taken], maxAttempts: 0 });
  step.addRetry({ errors: [Errors.ALL], maxAttempts: 5, interval: Duration.seconds(1) });
}
