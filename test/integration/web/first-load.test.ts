// The first page a person opens loads at most 400 KB of gzipped JavaScript.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limitBytes, pageSizes } from '../../../web/check-size.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'takt-web-'));
  const root = join(import.meta.dirname, '../../..');
  const build = ['run', 'build', '--workspace', 'web', '--', '--outDir', directory, '--emptyOutDir'];
  await promisify(execFile)('npm', build, { cwd: root });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('every page stays below the limit, and is more than an empty shell', () => {
  const sizes = pageSizes(directory);
  expect(sizes.length).toBeGreaterThanOrEqual(4);
  for (const { page, scriptBytes } of sizes) {
    expect(scriptBytes, page).toBeLessThanOrEqual(limitBytes);
    expect(scriptBytes, page).toBeGreaterThan(50_000);
  }
});
