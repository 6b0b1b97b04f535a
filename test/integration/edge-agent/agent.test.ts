// Proves the agent as a process: nothing is lost when it is killed, it refuses what it must, it ends in order.
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startReplay } from '../../../edge-agent/src/replay/server.ts';
import { type RunningAgent, startAgent } from '../../harness/agent.ts';
import { type Child, startSource } from '../../harness/child.ts';
import { freePort } from '../../harness/free-port.ts';
import { type Mosquitto, startMosquitto } from '../../harness/mosquitto.ts';
import { describeWith } from '../../harness/requirements.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { startAdapter } from './adapter.ts';
import { startHost, type TestHost } from './host.ts';

const site = 'test-site';
const node = 'edge-1';

describeWith({ mosquitto: true }, 'the agent', () => {
  let broker: Mosquitto;
  let temp: TempDirectory;
  let host: TestHost;
  const agents: RunningAgent[] = [];
  const closers: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    broker = await startMosquitto();
    temp = await createTempDirectory('agent');
    host = await startHost(broker.url, { site, node });
  });
  afterEach(async () => {
    for (const agent of agents.splice(0)) await agent.kill();
    for (const close of closers.splice(0)) await close();
    await host.close();
    await broker.stop();
    await temp.remove();
  });

  const start = async (drivers: object[], settings: object = {}) => {
    const agent = await startAgent(temp.path, {
      site,
      node,
      dataDir: join(temp.path, 'data'),
      mqtt: { url: broker.url },
      drivers,
      ...settings,
    });
    agents.push(agent);
    return agent;
  };
  const shdr = (port: number, settings: object = {}) => ({
    kind: 'shdr',
    port,
    machine: 'm',
    signalMap: { execution: { signal: 'state', values: 'mtconnect' } },
    reconnectMs: 50,
    ...settings,
  });
  const simulator = {
    kind: 'simulator',
    seed: 3,
    timeZone: 'UTC',
    dayStart: '00:00',
    lines: [{ code: 'l', products: [{ code: 'p' }], machines: [{ code: 'sim', idealCycleSeconds: 30 }] }],
  };
  const values = (signal: string, machine = 'm') =>
    [...host.samples].filter(([key]) => key.startsWith(`${machine}|${signal}|`)).map(([, value]) => value);

  it('loses nothing when it is killed in mid-stream, again and again', async () => {
    const path = join(temp.path, 'recording.txt');
    const lines = 60_000;
    const at = (index: number) => new Date(Date.UTC(2024, 0, 1) + index * 1000).toISOString();
    await writeFile(path, Array.from({ length: lines }, (_, index) => `${at(index)}|count|${index}\n`).join(''));
    // Every life hears the recording from its beginning; the key of a reading makes it one.
    const replay = await startReplay({
      path,
      port: 0,
      speed: 8_000_000,
      longestPauseMs: 1000,
      atEnd: 'hold',
      shuffle: undefined,
      heartbeatMs: 10_000,
      onEvent() {},
    });
    closers.push(replay.close);
    await host.online();
    const driver = shdr(replay.port, { lifeSigns: false });
    for (const least of [2000, 12_000, 25_000]) {
      const agent = await start([driver]);
      await until(() => host.samples.size >= least, { what: `${least} samples` });
      await agent.kill();
      // What the host has committed stays known to be taken: it must never be asked for again.
      expect(host.committed()).toBeGreaterThan(0);
    }
    await start([driver]);
    await until(() => host.samples.size === lines, { what: 'all samples', limitMs: 60_000 });
    for (let index = 0; index < lines; index += 997)
      expect(host.samples.get(`m|count|${Date.UTC(2024, 0, 1) + index * 1000}`)).toBe(index);
  });

  it('delivers after a kill what only its disk knows', async () => {
    const adapter = await startAdapter({
      onConnect(socket) {
        for (let index = 0; index < 1000; index++)
          socket.write(`${new Date(Date.UTC(2024, 0, 2) + index).toISOString()}|count|${index}\n`);
        socket.end();
      },
    });
    // Nobody is there to send to.
    const first = await start([shdr(adapter.port)], { mqtt: { url: 'mqtt://127.0.0.1:1' } });
    await until(() => first.output().includes('the adapter closed the connection'));
    // The adapter is gone before the agent: its last words are on disk only.
    await adapter.close();
    await first.kill();
    await host.online();
    await start([shdr(await freePort())]);
    await until(() => values('count').length === 1000, { what: 'all readings' });
    // A birth may send a frame again; what counts is every key once, with its value.
    for (let index = 0; index < 1000; index++)
      expect(host.samples.get(`m|count|${Date.UTC(2024, 0, 2) + index}`)).toBe(index);
  });

  it('gives life signs while the machine answers, and says unknown when it does not', async () => {
    const adapter = await startAdapter({
      onConnect: (socket) => socket.write(`${new Date().toISOString()}|execution|ACTIVE\n`),
    });
    closers.push(adapter.close);
    await host.online();
    const agent = await start([shdr(adapter.port)], { lifeSignSeconds: 1 });
    await until(() => values('state').filter((state) => state === 'producing').length >= 3, { what: 'life signs' });
    adapter.cut();
    await until(() => values('state').includes('unknown'), { what: 'unknown' });
    await until(() => host.heard.some((message) => message.type === 'DDEATH'), { what: 'the death of the machine' });
    const before = values('state').length;
    await until(() => values('state').length > before, { what: 'the state after the new connection' });
    expect(await agent.stop()).toBe(0);
    await until(() => values('state').at(-1) === 'unknown', { what: 'unknown after the end' });
  });

  it('says goodbye at its end, with everything committed', async () => {
    await host.online();
    const agent = await start([simulator]);
    await until(() => host.samples.size > 100);
    expect(await agent.stop()).toBe(0);
    expect(agent.output()).toMatch(/"waiting":0,.*"agent stopped"/);
    await until(() => host.heard.at(-1)?.type === 'NDEATH', { what: 'its NDEATH' });
    expect(agent.output()).not.toMatch(/"level":[56]0/);
  });

  it('gives the readings of the simulated plant exactly once, over a restart', async () => {
    await host.online();
    const first = await start([simulator]);
    await until(() => host.samples.size > 100);
    await first.kill();
    await start([simulator]);
    const known = host.samples.size;
    await until(() => host.samples.size > known, { what: 'newer readings' });
    const good = [...host.samples].filter(([key]) => key.startsWith('sim|good|')).map(([, value]) => Number(value));
    expect(good).toEqual(good.map((_, index) => index));
  });

  it('tells how far its history is, at last that it is all there', async () => {
    const posted: { done: number; total: number }[] = [];
    const tokens = new Set<string | undefined>();
    const server = createServer((request, response) => {
      tokens.add(request.headers.authorization);
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        posted.push(JSON.parse(body));
        tokens.add(request.headers.authorization);
        response.writeHead(204).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    closers.push(async () => void server.close());
    await host.online();
    const file = join(temp.path, 'agent.json');
    const config = { site, node, dataDir: join(temp.path, 'elsewhere'), mqtt: { url: 'mqtt://127.0.0.1:1' } };
    await writeFile(file, JSON.stringify({ ...config, drivers: [{ ...simulator, history: { days: 3 } }] }));
    const agent = startSource('edge-agent/src/main.ts', [file], {
      TAKT_MQTT_URL: broker.url,
      TAKT_DATA_DIR: join(temp.path, 'data'),
      TAKT_DEMONSTRATION_PROGRESS_URL: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/progress`,
      TAKT_DEMONSTRATION_PROGRESS_TOKEN: 'takt_secret',
    });
    agents.push({ ...agent, stop: () => agent.stop() });
    await until(() => posted.at(-1)?.done === 4, { what: 'the end of the history' });
    expect(posted.every(({ total }) => total === 4)).toBe(true);
    expect([...tokens]).toEqual(['Bearer takt_secret']);
    expect(posted.map(({ done }) => done)).toEqual(posted.map(({ done }) => done).toSorted((a, b) => a - b));
    expect(agent.output()).toMatch(/"percent":100/);
    expect([...tokens]).toEqual(['Bearer takt_secret']);
    expect(agent.output()).not.toContain('takt_secret');
  });

  const ended = (child: Pick<Child, 'pid'> & { output(): string }) =>
    until(
      () => {
        try {
          process.kill(child.pid, 0);
          return false;
        } catch {
          return true;
        }
      },
      { what: 'its end' },
    );

  it('refuses a data directory that another agent holds', async () => {
    const first = await start([simulator]);
    await until(() => first.output().includes('agent started'));
    const second = await start([simulator]);
    await ended(second);
    expect(second.output()).toMatch(/is in use by another agent/);
    await first.kill();
    const third = await start([simulator]);
    await until(() => third.output().includes('agent started'));
  });

  it('refuses a bad configuration by the key, and tells its use', async () => {
    const agent = await start([shdr(0)]);
    await ended(agent);
    expect(agent.output()).toContain('drivers.0.port');
    const help = startSource('edge-agent/src/main.ts', ['--help']);
    await ended(help);
    expect(help.output()).toContain('TAKT_MQTT_URL');
    expect(help.exitCode).toBe(0);
  });

  it('with a full outbox keeps the newest readings, or the oldest, as it is told; and says so', async () => {
    const adapter = await startAdapter();
    closers.push(adapter.close);
    const counted = (agent: RunningAgent, word: string) => until(() => agent.output().includes(word), { what: word });
    const fill = async () => {
      for (let index = 0; index < 12_000; index++) {
        adapter.say(`${new Date(Date.UTC(2024, 0, 1) + index).toISOString()}|count|${index}\n`);
        if (index % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    for (const [whenFull, word, kept] of [
      ['drop_oldest', 'its oldest readings are given up', 11_999],
      ['refuse_new', 'the outbox refuses readings', 0],
    ] as const) {
      const settings = { outbox: { maxBytes: 65_536, whenFull }, dataDir: join(temp.path, whenFull) };
      const agent = await start([shdr(adapter.port)], settings);
      await until(() => agent.output().includes('connected to the adapter'));
      await fill();
      await counted(agent, word);
      host.samples.clear();
      await host.online();
      await until(() => values('count').includes(kept), { what: `reading ${kept}` });
      expect(values('count').length).toBeLessThan(12_000);
      await agent.stop();
      await host.offline();
    }
  });
});
