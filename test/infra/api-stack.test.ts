import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, expect, test } from 'vitest';
import { only, synthesise } from './synthesise.ts';

const origin = 'https://shop.example';

let closed: Template;
let withTokens: Template;
beforeAll(() => {
  closed = synthesise().api;
  withTokens = synthesise({
    jwtIssuer: 'https://issuer.example',
    jwtAudience: 'clv',
    allowedOrigins: [origin],
  }).api;
});

test('every route asks for AWS credentials unless told otherwise', () => {
  closed.resourceCountIs('AWS::ApiGatewayV2::Route', 2);
  closed.allResourcesProperties('AWS::ApiGatewayV2::Route', { AuthorizationType: 'AWS_IAM' });
});

test('with an issuer every route asks for its tokens', () => {
  withTokens.allResourcesProperties('AWS::ApiGatewayV2::Route', {
    AuthorizationType: 'JWT',
    AuthorizerId: Match.anyValue(),
  });
  expect(only(withTokens, 'AWS::ApiGatewayV2::Authorizer')['JwtConfiguration']).toEqual({
    Audience: ['clv'],
    Issuer: 'https://issuer.example',
  });
});

test('requests are throttled', () => {
  expect(only(closed, 'AWS::ApiGatewayV2::Stage')['DefaultRouteSettings']).toEqual({
    ThrottlingRateLimit: 100,
    ThrottlingBurstLimit: 200,
  });
});

test('the access log says nothing about the caller or the query', () => {
  const { Format } = only(closed, 'AWS::ApiGatewayV2::Stage')['AccessLogSettings'] as {
    Format: string;
  };
  expect(Object.keys(JSON.parse(Format))).toEqual([
    'requestId',
    'requestTime',
    'method',
    'status',
    'responseBytes',
    'authorizerError',
    'integrationError',
    'integrationLatencyMs',
  ]);
});

test('pages of other origins are kept out, and of none let in by default', () => {
  expect(only(closed, 'AWS::ApiGatewayV2::Api')).not.toHaveProperty('CorsConfiguration');
  expect(only(withTokens, 'AWS::ApiGatewayV2::Api')['CorsConfiguration']).toMatchObject({
    AllowOrigins: [origin],
    AllowMethods: ['GET', 'POST'],
  });
});

test('the function has no address of its own beside the API', () => {
  closed.resourceCountIs('AWS::Lambda::Url', 0);
});

test('the deployment prints its address', () => {
  expect(closed.findOutputs('ApiUrl')).not.toEqual({});
});
