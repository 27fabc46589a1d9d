import { type App, Tags } from 'aws-cdk-lib';
import { ApiStack } from './api-stack.ts';
import { DataStack } from './data-stack.ts';
import { PipelineStack } from './pipeline-stack.ts';
import type { DeploymentSettings } from './settings.ts';

export interface Stacks {
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
  readonly api: ApiStack;
}

/**
 * One deployment: what is kept, what works on it, what answers.
 *
 * Stack names carry the stage, so that several stages can share an account. The names and the
 * construct ids below them are a contract: a changed id replaces the resource.
 */
export function createStacks(app: App, settings: DeploymentSettings): Stacks {
  const name = (part: string) => `ClvGraph-${settings.stage}-${part}`;
  const data = new DataStack(app, name('Data'), {
    description: 'clv-graph: the data bucket, its inbox and the table',
    terminationProtection: settings.stage === 'prod',
    settings,
  });
  const pipeline = new PipelineStack(app, name('Pipeline'), {
    description: 'clv-graph: ingest, refresh and exports',
    settings,
    data,
  });
  const api = new ApiStack(app, name('Api'), {
    description: 'clv-graph: the GraphQL API',
    settings,
    data,
    refresh: pipeline.refresh,
    export: pipeline.export,
  });
  Tags.of(app).add('application', 'clv-graph');
  Tags.of(app).add('stage', settings.stage);
  return { data, pipeline, api };
}
