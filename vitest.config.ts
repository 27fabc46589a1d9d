import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{math,models,graph}/**/*.test.ts'],
        },
      },
      {
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
