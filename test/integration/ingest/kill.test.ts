// kill -9 in mid-stream, of the server and of an agent: after the restart every sample is in the store exactly once.
import { readFile } from 'node:fs/promises';
import { connectAsync } from 'mqtt';
import { afterEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type RunningAgent, startAgent } from '../../harness/agent.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { base, expectFacts, hourMs, metric, minuteMs, sendUntilTaken, setUpPlant, stored } from './setup.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function directory(purpose: string): Promise<string> {
  const created = await createTempDirectory(purpose);
  cleanUp.push(created.remove);
  return created.path;
}

/** kill -9 and a start on the same files and ports. */
async function restart(server: RunningServer): Promise<RunningServer> {
  await server.kill();
  return startServer({ directory: server.directory, httpPort: server.httpPort, mqttPort: server.mqttPort });
}

it('a device that sends again what was not acknowledged loses nothing to a killed server', async () => {
  const path = await directory('kill');
  let server = await startServer({ directory: path });
  await setUpPlant(server, ['press']);
  const client = await connectAsync(server.mqttUrl, { reconnectPeriod: 50, protocolVersion: 4 });
  client.on('error', () => {});
  cleanUp.push(() => client.endAsync(true));
  const messages = 1800;
  const sent: Promise<void>[] = [];
  for (let n = 0; n < messages; n++) {
    sent.push(sendUntilTaken(client, 'press', { at: base + n * 1000, state: 'producing', good: n }));
    if (n % 600 === 599) {
      await sent[n - 300];
      server = await restart(server);
    } else if (n % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  cleanUp.push(() => server.stop());
  await Promise.all(sent);
  const all = { from: base, to: base + messages * 1000 };
  const points = await until(async () => {
    const found = await stored(server, 'press', 'good', all);
    return found.length === messages ? found : undefined;
  });
  expect(points).toEqual(points.map((_, n) => ({ at: base + n * 1000, value: n, count: 1 })));
  const minutes = Math.floor((messages - 1) / 60);
  await expectFacts(server, 'press', [base, base + minutes * minuteMs], {
    good: minutes * 60,
    producingMs: minutes * minuteMs,
    unknownMs: 0,
  });
});

const demonstration = 'config/demonstration';
/** The same for every run: simulated readings depend on the configuration and the clock's day only. */
const to = Math.floor(Date.now() / hourMs) * hourMs;
const from = to - 4 * 24 * hourMs;

async function startPlant(): Promise<RunningServer> {
  const env = { TAKT_PLANT_FILE: `${demonstration}/plant.yaml`, TAKT_LOG_LEVEL: 'warn' };
  return startServer({ directory: await directory('kill-server'), env });
}

async function simulate(server: RunningServer, dataDir: string): Promise<RunningAgent> {
  const config = parse(await readFile(`${demonstration}/agent.yaml`, 'utf8'));
  const [simulator] = config.drivers;
  const lines = simulator.lines.map(({ historyDays: _, ...line }: { historyDays?: number }) => line);
  const drivers = [{ ...simulator, history: { days: 5 }, lines }];
  return startAgent(dataDir, { ...config, dataDir, mqtt: { url: server.mqttUrl }, drivers });
}

/** Minutes may be added up in another order, which shows in the last bits of energy; all else is whole numbers. */
function rounded(facts: Record<string, number>): Record<string, number> {
  return { ...facts, energyWh: Math.round((facts.energyWh ?? Number.NaN) * 1e6) / 1e6 };
}

/** Facts by machine and hour once all history is stored and folded. */
async function settledFacts(server: RunningServer): Promise<unknown> {
  const query = `scope=site:qijiang&by=machine&bucket=hour&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  const ask = async () =>
    (
      await server.get<{ rows: { key: string; from: string; facts: Record<string, number> }[] }>(
        `/api/v1/kpis?${query}`,
      )
    ).rows;
  const whole = async () => {
    const folding =
      (await metric(server, 'takt_fold_backlog_seconds')) + (await metric(server, 'takt_fold_late_ranges'));
    const { signals } = await server.call('machines.live', { params: { code: 'as2-st40' } });
    const state = signals.find(({ signal }) => signal === 'state');
    return folding === 0 && state !== undefined && state.at >= to;
  };
  await until(whole, { what: 'all history', limitMs: 120_000 });
  let last = '';
  return until(
    async () => {
      const rows = (await ask()).map(({ key, from: start, facts }) => ({ key, start, facts: rounded(facts) }));
      const text = JSON.stringify(rows);
      const same = text === last;
      last = text;
      if (!same) await new Promise((resolve) => setTimeout(resolve, 4000));
      return same && (await whole()) ? rows : undefined;
    },
    { what: 'facts that stand', limitMs: 120_000 },
  );
}

it('an agent and a server that are killed in turn end with the facts of a run nobody disturbed', async () => {
  const calm = await startPlant();
  cleanUp.push(() => calm.stop());
  const calmAgent = await simulate(calm, await directory('kill-agent'));
  cleanUp.push(() => calmAgent.stop());
  const expected = await settledFacts(calm);
  await calmAgent.stop();
  await calm.stop();

  let server = await startPlant();
  const dataDir = await directory('kill-agent');
  let agent = await simulate(server, dataDir);
  cleanUp.push(
    () => agent.stop(),
    () => server.stop(),
  );
  const taken = (readings: number) =>
    until(async () => (await metric(server, 'takt_ingest_samples_total')) > readings, { what: 'readings' });
  await taken(5000);
  server = await restart(server);
  await taken(5000);
  await agent.kill();
  agent = await simulate(server, dataDir);
  await taken(10_000);
  server = await restart(server);
  expect(await settledFacts(server)).toEqual(expected);
});
