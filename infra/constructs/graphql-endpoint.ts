import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  type CorsPreflightOptions,
  HttpApi,
  HttpMethod,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { DeploymentSettings, JwtSettings } from '../settings.ts';

const path = '/graphql';

export interface GraphqlEndpointProps {
  readonly handler: IFunction;
  readonly settings: Pick<DeploymentSettings, 'allowedOrigins' | 'jwt'>;
}

/**
 * `GET` and `POST /graphql` over HTTPS, closed by default: without a token issuer, a caller signs
 * with AWS credentials that allow `execute-api:Invoke`.
 */
export class GraphqlEndpoint extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { handler, settings }: GraphqlEndpointProps) {
    super(scope, id);
    const api = new HttpApi(this, 'HttpApi', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      defaultAuthorizer: authorizer(settings.jwt),
      ...(settings.allowedOrigins.length > 0 && {
        corsPreflight: corsPreflight(settings.allowedOrigins),
      }),
    });
    api.addRoutes({
      path,
      methods: [HttpMethod.GET, HttpMethod.POST],
      integration: new HttpLambdaIntegration('Graphql', handler),
    });
    new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      // A ceiling on what a runaway client can cost; a page takes a handful of requests.
      throttle: { rateLimit: 100, burstLimit: 200 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.createLogGroup()),
        format: accessLogFormat,
      },
    });
    this.url = `${api.apiEndpoint}${path}`;
  }

  private createLogGroup(): LogGroup {
    return new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}

function authorizer(jwt: JwtSettings | undefined): IHttpRouteAuthorizer {
  return jwt
    ? new HttpJwtAuthorizer('Jwt', jwt.issuer, { jwtAudience: [...jwt.audience] })
    : new HttpIamAuthorizer();
}

function corsPreflight(allowedOrigins: readonly string[]): CorsPreflightOptions {
  return {
    allowOrigins: [...allowedOrigins],
    allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
    allowHeaders: ['authorization', 'content-type', 'apollo-require-preflight'],
    maxAge: Duration.hours(1),
  };
}

/** No address, no query text and no caller: a query may name a customer. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    requestTime: AccessLogField.contextRequestTime(),
    method: AccessLogField.contextHttpMethod(),
    status: AccessLogField.contextStatus(),
    responseBytes: AccessLogField.contextResponseLength(),
    authorizerError: AccessLogField.contextAuthorizerError(),
    integrationError: AccessLogField.contextIntegrationErrorMessage(),
    integrationLatencyMs: '$context.integrationLatency',
  }),
);
