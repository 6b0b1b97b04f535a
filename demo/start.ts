// The demonstration (`npm start`): a server with a small plant, and an edge agent that simulates its machines over real MQTT.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { formatPeople, type Preparation, prepareDemonstration } from '../server/src/cli/demonstration.ts';
import { createProgressBar } from '../server/src/cli/terminal/progress-bar.ts';
import { prepareAgentCredential } from './credential.ts';
import { type Program, startProgram } from './program.ts';

const root = resolve(import.meta.dirname, '..');
const data = resolve(root, process.env.TAKT_DATA_DIR || 'data');
const configuration = join(root, 'config/demonstration');
const plantFile = join(configuration, 'plant.yaml');
/** As `npm run serve` has it: with a larger young generation ingest keeps some 50 MB more. */
const memoryOption = '--max-semi-space-size=8';
/** As in agent.yaml. */
const site = 'qijiang';
const node = 'edge-demo';
const machine = 'hs1-op10';
const marker = join(data, 'demonstration');
const running: Program[] = [];
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
try {
  await demonstrate();
} catch (error) {
  if (!stopping) {
    say(`\n${error instanceof Error ? error.message : error}`);
    await stop(1);
  }
}

async function demonstrate(): Promise<void> {
  prepareData();
  const { people, token, retrofittedOn } = await prepare();
  const agentConfig = await writeAgentConfig(retrofittedOn);
  const broker = process.env.TAKT_MQTT_URL;
  const credential = broker ? undefined : await prepareAgentCredential(data, site, node);
  // At once: whoever stops before the history is there would never see them.
  sayPeople(people);
  const server = await startServer();
  const { url, mqttPort } = await whenReady(server);
  const agent = start('edge agent', 'edge-agent/src/main.ts', [agentConfig], {
    TAKT_DATA_DIR: join(data, 'agent'),
    TAKT_MQTT_URL: broker || `mqtt://127.0.0.1:${mqttPort}`,
    ...(credential && {
      TAKT_MQTT_USERNAME: credential.username,
      TAKT_MQTT_PASSWORD_FILE: credential.passwordFile,
    }),
    TAKT_DEMONSTRATION_PROGRESS_URL: `${url}/api/v1/demonstration/progress`,
    TAKT_DEMONSTRATION_PROGRESS_TOKEN: token,
  });
  await followHistory(url, token);
  say(`Takt is ready: ${url}\n`);
  say(`  It shows a demonstration: every machine is simulated. Data and logs: ${data}`);
  say('  Your own plant: npm run serve. Stop with Ctrl+C.');
  say(
    people.length > 0
      ? '  Sign in as one of the people above.'
      : `  Sign in as before. The passwords were shown at the first start alone: to begin anew, stop and delete ${data}.`,
  );
  await Promise.race([server.ended, agent.ended]);
}

/** Simulated machines are not mixed into somebody's own plant. */
function prepareData(): void {
  if (existsSync(join(data, 'takt.db')) && !existsSync(marker)) {
    throw new Error(
      `${data} holds a plant of your own: start it with "npm run serve", or name another folder in TAKT_DATA_DIR.`,
    );
  }
  mkdirSync(join(data, 'agent'), { recursive: true });
  writeFileSync(marker, 'This folder holds the demonstration of Takt and may be deleted.\n');
  if (!existsSync(join(root, 'web/dist/index.html'))) say('The pages are not built yet: run "npm run build".');
}

/** Before the server, which finds the accounts when it starts. */
function prepare(): Promise<Preparation> {
  return prepareDemonstration({ ...process.env, TAKT_DATA_DIR: data }, plantFile);
}

/** The simulated line was retrofitted on the day its project says. */
async function writeAgentConfig(retrofittedOn: string | undefined): Promise<string> {
  const config = parse(await readFile(join(configuration, 'agent.yaml'), 'utf8'));
  for (const driver of config.drivers)
    for (const line of driver.lines) if (line.retrofit && retrofittedOn) line.retrofit.from = retrofittedOn;
  const file = join(data, 'agent.yaml');
  writeFileSync(file, stringify(config));
  return file;
}

function sayPeople(people: Preparation['people']): void {
  if (people.length === 0) return;
  say('Who may sign in. The passwords are random and shown only now:\n');
  for (const line of formatPeople(people).trimEnd().split('\n')) say(`  ${line}`);
  say('');
}

async function startServer(): Promise<Program> {
  await rm(join(data, 'server.json'), { force: true });
  return start('server', 'server/src/main.ts', [], {
    TAKT_DATA_DIR: data,
    TAKT_DEMONSTRATION: 'true',
    TAKT_PLANT_FILE: plantFile,
  });
}

function start(name: string, source: string, args: string[], env: Record<string, string>): Program {
  const log = join(data, `${name.replace(' ', '-')}.log`);
  const program = startProgram({ name, args: [memoryOption, join(root, source), ...args], env, log });
  running.push(program);
  program.ended.then((code) => {
    if (stopping) return;
    say(`\nThe ${name} ended unexpectedly (${code}); the end of ${log}:\n${program.lastOutput()}`);
    void stop(1);
  });
  return program;
}

async function whenReady(server: Program): Promise<{ url: string; mqttPort: number }> {
  while (server.running) {
    try {
      const { httpPort, mqttPort } = JSON.parse(await readFile(join(data, 'server.json'), 'utf8'));
      return { url: `http://localhost:${httpPort}`, mqttPort };
    } catch {
      await sleep(100);
    }
  }
  throw new Error('The server did not start.');
}

/** Until the past is stored and a machine speaks live. */
async function followHistory(url: string, token: string): Promise<void> {
  const bar = createProgressBar('the past');
  for (;;) {
    await sleep(250);
    if (stopping) return;
    const { history } = await ask<{ history: { done: number; total: number } | null }>(url, token, 'about');
    if (history) bar.show(history.done / history.total);
    else if (await isLive(url, token)) break;
  }
  bar.end();
}

async function isLive(url: string, token: string): Promise<boolean> {
  const { signals } = await ask<{ signals: { signal: string; at: number }[] }>(url, token, `machines/${machine}/live`);
  const state = signals.find(({ signal }) => signal === 'state');
  return state !== undefined && Date.now() - state.at < 120_000;
}

async function ask<T>(url: string, token: string, path: string): Promise<T> {
  const answer = await fetch(`${url}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return (await answer.json()) as T;
}

async function stop(code: number): Promise<void> {
  if (stopping) process.exit(1);
  stopping = true;
  if (running.length > 0) say('\nStopping.');
  // The agent first: what it still holds then reaches the server.
  for (const program of running.reverse()) await program.stop();
  process.exit(code);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
