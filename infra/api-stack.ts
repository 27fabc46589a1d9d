import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { environment } from '../lambda/environment.ts';
import { deltaPrefix, identityKeyKey, mappingPrefix, prefixes } from '../lambda/layout.ts';
import { allowObjects } from './constructs/bucket-access.ts';
import { NodeFunction } from './constructs/function.ts';
import { GraphqlEndpoint } from './constructs/graphql-endpoint.ts';
import { apiMemoryMb, apiTimeout } from './constructs/limits.ts';
import type { DataStack } from './data-stack.ts';
import { functionEnvironment } from './function-environment.ts';
import type { DeploymentSettings } from './settings.ts';

export interface ApiStackProps extends StackProps {
  readonly settings: DeploymentSettings;
  readonly data: DataStack;
  /** What the mutation `refreshStart` starts. */
  readonly refresh: StateMachine;
  /** What the mutation `exportStart` starts. */
  readonly export: StateMachine;
}

/** What answers: the GraphQL function behind an HTTP API. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, props: ApiStackProps) {
    const { settings, data, refresh, export: exporter, ...stackProps } = props;
    super(scope, id, stackProps);
    const api = new NodeFunction(this, 'Api', {
      entry: 'api',
      description: 'Answers GraphQL queries',
      timeout: apiTimeout,
      memoryMb: apiMemoryMb,
      environment: {
        ...functionEnvironment(data, settings),
        [environment.refreshStateMachine]: refresh.stateMachineArn,
        [environment.exportStateMachine]: exporter.stateMachineArn,
      },
    });
    allowObjects(api, data.bucket, {
      // A link to an export's file opens it with the rights of this role, which signed it.
      read: [prefixes.snapshots, prefixes.lake, prefixes.rejects, prefixes.exports, identityKeyKey],
      // Live orders, their buyers, merges, erasures, spend and mappings are written at once; uploads by whoever holds a link that
      // this role signed. The key of identity hashes is made by the function that needs it first.
      put: [
        deltaPrefix('orders'),
        deltaPrefix('customers'),
        deltaPrefix('merges'),
        deltaPrefix('spend'),
        deltaPrefix('erasures'),
        mappingPrefix,
        prefixes.uploads,
        identityKeyKey,
      ],
    });
    api.allow(
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
    api.allow(['states:StartExecution'], [refresh.stateMachineArn, exporter.stateMachineArn]);
    const endpoint = new GraphqlEndpoint(this, 'Endpoint', { handler: api.handler, settings });
    new CfnOutput(this, 'ApiUrl', { value: endpoint.url });
  }
}
