import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { exportDays, prefixes, tableKeys, uploadReceives } from '../lambda/layout.ts';
import { acknowledge } from './constructs/acknowledge.ts';
import { UploadInbox } from './constructs/upload-inbox.ts';
import type { DeploymentSettings } from './settings.ts';

export interface DataStackProps extends StackProps {
  readonly settings: DeploymentSettings;
}

/** What is kept: the bucket (the record), the table (the present), and the queue of new uploads. */
export class DataStack extends Stack {
  readonly bucket: Bucket;
  readonly table: Table;
  readonly inbox: UploadInbox;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    this.bucket = this.createBucket(settings.allowedOrigins);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: tableKeys.partition, type: AttributeType.STRING },
      sortKey: { name: tableKeys.sort, type: AttributeType.STRING },
      timeToLiveAttribute: tableKeys.timeToLive,
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: settings.stage === 'prod',
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.inbox = new UploadInbox(this, 'UploadInbox', {
      bucket: this.bucket,
      prefix: prefixes.uploads,
      receives: uploadReceives,
    });
    new CfnOutput(this, 'BucketName', { value: this.bucket.bucketName });
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
  }

  private createBucket(allowedOrigins: readonly string[]): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
        // Long enough to notice a mistake, and the longest that an erased customer lingers.
        {
          id: 'old-versions',
          noncurrentVersionExpiration: Duration.days(30),
          expiredObjectDeleteMarker: true,
        },
        { id: 'exports', prefix: prefixes.exports, expiration: Duration.days(exportDays) },
      ],
      // A presigned PUT from a page; reads always go through the API.
      cors:
        allowedOrigins.length === 0
          ? []
          : [
              {
                allowedMethods: [HttpMethods.PUT],
                allowedOrigins: [...allowedOrigins],
                allowedHeaders: ['content-type', 'content-md5', 'x-amz-*'],
                exposedHeaders: ['etag'],
                maxAge: 3600,
              },
            ],
    });
    acknowledge(bucket, 'AwsSolutions-S1', [
      'Server access logs would need a second bucket of their own; whoever must audit object',
      'access switches on CloudTrail data events, which cover every bucket of the account.',
    ]);
    return bucket;
  }
}
