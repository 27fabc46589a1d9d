import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

/** Bytes that all tests together write at a time, with room to spare: one is a line of a gigabyte. A container's memory disk may have 64 MB. */
const scratchBytes = 6e9;

/**
 * Tests make and remove thousands of small files, which takes a disk a quarter of the time of a small refresh. Where Linux has a disk in
 * memory with room, `tmpdir()` is there.
 */
function scratch(): string {
  try {
    const memory = '/dev/shm';
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > scratchBytes ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

export default defineConfig({
  test: {
    // Tests wait for disks and child processes as much as they compute.
    maxWorkers: 3,
    env: { TMPDIR: scratch() },
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
