// Proves that an agent the broker does not let in says so, keeps what its machines say, and delivers all of it once it is let in.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningAgent, startAgent } from '../../harness/agent.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { createGate, type GatedBroker, startGated } from '../broker/gated.ts';
import { startAdapter } from './adapter.ts';
import { createHost, type TestHost } from './host.ts';

const site = 'test-site';
const node = 'edge-1';
const lines = 500;

let temp: TempDirectory;
let broker: GatedBroker;
let host: TestHost;
let agent: RunningAgent;
let adapter: Awaited<ReturnType<typeof startAdapter>>;
const known = createGate([{ site, name: node, kind: 'node', password: 'right' }]);

beforeAll(async () => {
  temp = await createTempDirectory('refused');
  broker = await startGated({ gate: known.gate });
  host = await createHost(
    { site, node },
    {
      publish: broker.publish,
      listen: async (handler) => broker.listen(handler),
      close: async () => {},
    },
  );
  await host.online();
  adapter = await startAdapter({
    onConnect(socket) {
      for (let index = 0; index < lines; index++)
        socket.write(`${new Date(Date.UTC(2024, 0, 2) + index).toISOString()}|count|${index}\n`);
    },
  });
  await writeFile(join(temp.path, 'password'), 'wrong-secret\n');
  agent = await startAgent(temp.path, {
    site,
    node,
    dataDir: join(temp.path, 'data'),
    mqtt: { url: broker.url, username: `${site}/${node}`, passwordFile: 'password' },
    drivers: [{ kind: 'shdr', port: adapter.port, machine: 'm', lifeSigns: false }],
  });
});
afterAll(async () => {
  await agent.kill();
  await adapter.close();
  await broker.close();
  await temp.remove();
});

it('keeps its readings while it is refused, and delivers each once when it is let in', async () => {
  const refusals = () => agent.output().split('the broker does not let this agent in').length - 1;
  await until(() => refusals() >= 2, { what: 'it says twice that it is not let in' });
  expect(agent.output()).toContain('user name or password is wrong');
  expect(agent.output()).not.toContain('wrong-secret');
  expect(broker.refused[0]).toMatchObject({ reason: 'not_authenticated' });
  expect(host.heard).toEqual([]);

  await writeFile(join(temp.path, 'password'), 'right\n');
  const counts = () => [...host.samples].filter(([key]) => key.startsWith('m|count|')).map(([, value]) => value);
  await until(() => counts().length === lines, { what: 'all readings' });
  expect(counts()).toEqual(Array.from({ length: lines }, (_, index) => index));
  const frames = host.heard.filter(({ type }) => type === 'DDATA');
  // Every frame carries its offset beside its readings.
  const delivered = frames.reduce((sum, { payload }) => sum + payload.metrics.length - 1, 0);
  expect(delivered).toBe(host.samples.size);
});

it('is cut when its password is taken away, and comes back with the new one', async () => {
  known.change(`${site}/${node}`, { site, name: node, kind: 'node', password: 'rotated' });
  const asked = host.heard.length;
  await until(() => agent.output().includes('connection to the broker lost'), { what: 'it is cut' });
  await writeFile(join(temp.path, 'password'), 'rotated\n');
  await until(() => host.heard.slice(asked).some(({ type }) => type === 'NBIRTH'), { what: 'it is born again' });
});
