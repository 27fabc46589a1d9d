import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);
const cdk = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));

test('the feature flags are those that the pinned CDK recommends for a new app', () => {
  expect(cdk.context).toMatchObject(require('aws-cdk-lib/recommended-feature-flags.json'));
});

test('a synth calls nobody', () => {
  expect(cdk).toMatchObject({
    notices: false,
    versionReporting: false,
    context: { 'cli-telemetry': false },
  });
});
