import { App } from 'aws-cdk-lib';
import { readSettings } from './settings.ts';
import { createStacks } from './stacks.ts';

const app = new App();
createStacks(
  app,
  readSettings((key) => app.node.tryGetContext(key)),
);
