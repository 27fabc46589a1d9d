import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { createApp } from './synthesise.ts';

test.each([
  ['closed', {}],
  [
    'with tokens, pages and an alarm topic',
    {
      stage: 'prod',
      jwtIssuer: 'https://issuer.example',
      jwtAudience: 'clv',
      allowedOrigins: 'https://shop.example',
      alarmTopicArn: 'arn:aws:sns:eu-central-1:123456789012:operations',
    },
  ],
])('AwsSolutions finds nothing that is not acknowledged with a reason (%s)', (_, context) => {
  const { app } = createApp(context);
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
});
