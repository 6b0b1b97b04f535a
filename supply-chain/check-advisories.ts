// `npm run check:advisories`: asks the registry whether something is known against what an installation runs, and says so where it cannot.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { readAudit } from './advisories.ts';

const { stdout } = spawnSync('npm', ['audit', '--omit', 'dev', '--json'], {
  cwd: resolve(import.meta.dirname, '..'),
  encoding: 'utf8',
});
const outcome = readAudit(stdout);
for (const line of outcome.lines) (outcome.kind === 'clean' ? console.log : console.error)(line);
process.exitCode = { clean: 0, found: 1, unknown: 2 }[outcome.kind];
