// Test projects: fast unit tests, and those that start real servers or a real browser.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Parts are killed, stalled and flooded here: nothing else takes the processors meanwhile. */
const faults = ['test/integration/chaos.test.ts', 'test/integration/ingest/{identity,kill,outage}.test.ts'];

/** Hundreds of servers and agents are started from the same sources. */
const compileCache = join(tmpdir(), 'takt-compile-cache');

interface Project {
  seconds: number;
  include?: string[];
  exclude?: string[];
  /** Projects of one group run side by side, groups one after the other. */
  group: number;
}

const project = (name: string, { seconds, include = [`test/${name}/**/*.test.ts`], exclude = [], group }: Project) => ({
  test: {
    name,
    include,
    exclude,
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
    fileParallelism: group === 0,
    // Most of the first group wait for servers more than they compute.
    maxWorkers: group === 0 ? 3 : 1,
    env: { NODE_COMPILE_CACHE: compileCache },
    sequence: { groupOrder: group },
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', { seconds: 30, group: 0 }),
      project('conformance', { seconds: 60, group: 0 }),
      project('integration', { seconds: 180, exclude: faults, group: 0 }),
      project('e2e', { seconds: 180, group: 1 }),
      project('faults', { seconds: 180, include: faults, group: 2 }),
      // The long form, for hours; its short one is among the faults.
      project('chaos', { seconds: 600, group: 3 }),
    ],
  },
});
