import { Aws, Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ingestTimeout } from './limits.ts';

export interface UploadInboxProps {
  readonly bucket: Bucket;
  /** Only files whose key starts so are told of. */
  readonly prefix: string;
  /** Times that a message is handed out before it is left in the dead-letter queue. */
  readonly receives: number;
}

/**
 * The queue that tells of new files, and the one where messages go that could not
 * be worked off.
 *
 * The notification is written into the bucket itself rather than with `addEventNotification`: that
 * deploys a function of the CDK's own which may change the notifications of every bucket in the
 * account.
 */
export class UploadInbox extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { bucket, prefix, receives }: UploadInboxProps) {
    super(scope, id);
    const common: QueueProps = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The longest SQS allows: a file dropped before a holiday is still there after it.
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      // AWS asks for six times the function's timeout, so that a message is not handed out again
      // while the function still works on it or is being throttled.
      visibilityTimeout: Duration.seconds(6 * ingestTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: receives },
    });
    this.allowBucketsOfThisAccount();
    this.notify(bucket, prefix);
  }

  /** Naming the one bucket would be a circle: S3 demands the permission before the bucket exists. */
  private allowBucketsOfThisAccount(): void {
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
  }

  private notify(bucket: Bucket, prefix: string): void {
    const resource = bucket.node.defaultChild as CfnBucket;
    resource.notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: this.queue.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } },
        },
      ],
    };
    // S3 sends a test message when the configuration is set, so the policy has to be there first.
    const policy = this.queue.node.findChild('Policy').node.defaultChild;
    resource.node.addDependency(policy as NonNullable<typeof policy>);
  }
}
