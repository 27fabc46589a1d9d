import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy, type Size } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  type ILayerVersion,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundling } from './bundling.ts';

export interface NodeFunctionProps {
  /** Name of the file in lambda/ that exports `handler`, without `.ts`. */
  readonly entry: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly memoryMb: number;
  /** Variables by the names of lambda/environment.ts. */
  readonly environment: Readonly<Record<string, string>>;
  /** Size of /tmp. @default 512 MB */
  readonly scratchSpace?: Size;
  /** @default none */
  readonly layers?: readonly ILayerVersion[];
}

/**
 * A function as all of ours are: Node 24 on arm64, one minified ES module, JSON logs that are
 * deleted after a month, and a role that may do nothing but write them until a stack allows more.
 */
export class NodeFunction extends Construct {
  readonly handler: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The managed policy that CDK would attach allows writing to every log group of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    this.handler = new NodejsFunction(this, 'Function', {
      entry: fileURLToPath(new URL(`../../lambda/${props.entry}.ts`, import.meta.url)),
      handler: 'handler',
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      bundling,
      role: this.role,
      timeout: props.timeout,
      memorySize: props.memoryMb,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      // SDK v3 keeps connections alive by itself; CDK would set a variable that only v2 reads.
      awsSdkConnectionReuse: false,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      // The tracing library costs 120 KB and 25 ms of every cold start.
      tracing: Tracing.DISABLED,
      ...(props.scratchSpace && { ephemeralStorageSize: props.scratchSpace }),
      ...(props.layers && { layers: [...props.layers] }),
    });
  }

  /** Lets the function call `actions` on `resources`; conditions as IAM writes them. */
  allow(
    actions: readonly string[],
    resources: readonly string[],
    conditions: Readonly<Record<string, unknown>> = {},
  ): void {
    this.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }),
    );
  }
}
