import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readSettings } from '../../infra/settings.ts';
import { createStacks } from '../../infra/stacks.ts';

const flags = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')).context;

/** The app as `npm run synth` builds it, without esbuild and npm; `context` is what -c would set. */
export function createApp(context: Readonly<Record<string, unknown>> = {}) {
  const app = new App({ context: { ...flags, ...context, 'aws:cdk:bundling-stacks': [] } });
  const stacks = createStacks(
    app,
    readSettings((key) => app.node.tryGetContext(key)),
  );
  return { app, ...stacks };
}

/** The three templates. A synth takes seconds: do it once a file. */
export function synthesise(context?: Readonly<Record<string, unknown>>) {
  const { data, pipeline, api } = createApp(context);
  return {
    stacks: { data, pipeline, api },
    data: Template.fromStack(data),
    pipeline: Template.fromStack(pipeline),
    api: Template.fromStack(api),
  };
}

/** Properties of the only resource of a type. */
export function only(template: Template, type: string): Record<string, unknown> {
  const found = Object.values(template.findResources(type));
  if (found.length !== 1) {
    throw new Error(`Expected one ${type}, got ${found.length}`);
  }
  return found[0]?.['Properties'];
}
