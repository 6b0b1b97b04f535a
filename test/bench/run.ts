// Runs benchmarks (`npm run bench [-- <name>… --write]`): each in a process of its own; `--write` renders docs/BENCHMARKS.md.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderPage, renderTable } from './render.ts';
import type { Benchmark, BenchResult } from './result.ts';

const benchmarks: Record<string, { title: string; load: () => Promise<{ run: Benchmark }> }> = {
  ingest: { title: 'Ingest: MQTT to durable', load: () => import('./ingest/index.ts') },
  broker: { title: 'Embedded broker: what identities cost', load: () => import('./broker.ts') },
  'telemetry-store': { title: 'Embedded telemetry store', load: () => import('./telemetry-store/index.ts') },
  live: { title: 'From publish to the browser', load: () => import('./live/index.ts') },
  kpi: { title: 'KPI query and folding again', load: () => import('./kpi.ts') },
  effect: { title: 'Effect of retrofit projects', load: () => import('./effect.ts') },
  access: { title: 'What access control costs', load: () => import('./access/index.ts') },
  'kpi-production': {
    title: 'KPI query and folding again, production parts',
    load: async () => ({ run: (await import('./kpi.ts')).runOnProductionParts }),
  },
  production: { title: 'Production parts: Mosquitto to InfluxDB', load: () => import('./production/index.ts') },
  cockpit: { title: 'Cockpit of a whole city', load: () => import('./cockpit/index.ts') },
  recognition: {
    title: 'Recognition: a city evaluated, and what is not recognised yet',
    load: () => import('./recognition/index.ts'),
  },
  imports: { title: 'Import of the registry', load: () => import('./imports/index.ts') },
  start: { title: 'Start of the demonstration', load: () => import('./start.ts') },
};

const args = process.argv.slice(2);
const child = args.indexOf('--child');
if (child >= 0) await runHere(args[child + 1] ?? '', args[child + 2] ?? '');
else await runAll(args);

async function runHere(name: string, output: string): Promise<void> {
  const { run } = await (benchmarks[name] ?? fail(name)).load();
  await writeFile(output, JSON.stringify(await run()));
  process.exit(0);
}

async function runAll(words: readonly string[]): Promise<void> {
  const names = words.filter((word) => !word.startsWith('--'));
  for (const name of names) if (!Object.hasOwn(benchmarks, name)) fail(name);
  const directory = await mkdtemp(join(tmpdir(), 'takt-bench-'));
  const sections: { title: string; name: string; results: BenchResult[] }[] = [];
  for (const [name, { title }] of Object.entries(benchmarks)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const output = join(directory, `${name}.json`);
    await inChild(name, output);
    const results = JSON.parse(await readFile(output, 'utf8')) as BenchResult[];
    sections.push({ title, name, results });
    process.stdout.write(`\n${title}\n${renderTable(results)}\n`);
  }
  await rm(directory, { recursive: true });
  if (words.includes('--write')) await writeFile('docs/BENCHMARKS.md', renderPage(sections, new Date()));
}

function inChild(name: string, output: string): Promise<void> {
  const process_ = spawn(process.execPath, [import.meta.filename, '--child', name, output], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    process_.once('error', reject);
    process_.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${name} ended with ${code}`))));
  });
}

function fail(name: string): never {
  process.stderr.write(`there is no benchmark "${name}"; there are ${Object.keys(benchmarks).join(', ')}\n`);
  process.exit(1);
}
