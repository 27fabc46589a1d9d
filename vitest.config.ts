import { defineConfig } from 'vitest/config';

/**
 * Vitest would take the package's `module` build while Node, and so every package outside, takes its
 * `main` one; GraphQL refuses a schema made by another copy of itself.
 */
const oneGraphql = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

/**
 * Files of a project share their workers' modules: importing the AWS SDK, GraphQL and the CDK anew for
 * each costs more than most tests. So a module holds no state that one test could leave to the next.
 */
const isolate = false;

export default defineConfig({
  test: {
    // Tests wait for disks and child processes as much as they compute.
    maxWorkers: 3,
    projects: [
      {
        resolve: oneGraphql,
        test: {
          name: 'unit',
          isolate,
          include: ['test/{math,models,graph}/**/*.test.ts'],
          // Property tests take seconds where other work has the cores.
          testTimeout: 20_000,
        },
      },
      {
        resolve: oneGraphql,
        test: {
          name: 'system',
          isolate,
          include: ['test/{lambda,stores,infra,end-to-end,house}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
