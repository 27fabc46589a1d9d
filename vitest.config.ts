import { defineConfig } from 'vitest/config';

/**
 * Vitest would take the package's `module` build while Node, and so every package outside, takes its
 * `main` one; GraphQL refuses a schema made by another copy of itself.
 */
const oneGraphql = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

export default defineConfig({
  test: {
    // Tests wait for disks and child processes as much as they compute.
    maxWorkers: 3,
    projects: [
      {
        resolve: oneGraphql,
        test: {
          name: 'unit',
          include: ['test/{math,models,graph}/**/*.test.ts'],
        },
      },
      {
        resolve: oneGraphql,
        test: {
          name: 'system',
          include: ['test/{lambda,stores,infra,end-to-end,house}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
