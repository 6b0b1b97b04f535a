// Test projects: fast unit tests, and those that start real servers or a real browser.
import { defineConfig } from 'vitest/config';

const project = (name: string, seconds: number, parallel: boolean) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
    fileParallelism: parallel,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 30, true),
      project('conformance', 60, true),
      project('integration', 180, true),
      project('e2e', 180, false),
      // The long form, for hours; its short one is among the integration tests.
      project('chaos', 600, false),
    ],
  },
});
