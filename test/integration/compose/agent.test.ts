// Proves that the agent of the demonstration profile starts as docker-compose.yml says: non-root, over TLS, with a user of its own.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDevices } from '../../harness/compose/devices.ts';
import { readCompose } from '../../harness/compose/file.ts';
import { removeImages } from '../../harness/compose/layout.ts';
import { type Container, openStack, type Stack } from '../../harness/compose/stack.ts';
import { describeWith } from '../../harness/requirements.ts';
import { until } from '../../harness/until.ts';

describeWith(
  { mosquitto: true, dynamicSecurity: true, mosquittoClients: true, openssl: true },
  'the agent of the demonstration',
  () => {
    let stack: Stack;
    let broker: Container;
    beforeAll(async () => {
      stack = await openStack(readCompose());
      broker = await stack.start('mosquitto');
      await broker.healthy();
    });
    afterAll(async () => {
      await stack?.close();
      await removeImages();
    });

    it('connects to the broker, is healthy with and without it, and ends in order', async () => {
      const devices = await openDevices(stack, broker);
      const password = await devices.password('qijiang', 'edge-demo');
      await devices.close();
      // As demonstration-plant leaves it in the agent's volume.
      const passwordFile = join(stack.volume('demonstration-agent', 'agent-data'), 'mqtt.password');
      await writeFile(passwordFile, password);
      const agent = await stack.start('demonstration-agent');
      const file = join(agent.path('/data'), 'heartbeat.json');
      const connected = async (state: boolean) => JSON.parse(await readFile(file, 'utf8')).connected === state;
      await until(() => connected(true), { what: 'a connected agent' });
      await agent.healthy();
      expect(broker.output()).toMatch(/New client connected .* as qijiang\/edge-demo /);
      await broker.stop();
      await until(() => connected(false), { what: 'an agent without a broker' });
      await agent.healthy();
      broker = await stack.start('mosquitto');
      await until(() => connected(true), { what: 'an agent that came back', limitMs: 60_000 });
      expect(await agent.stop()).toBe(0);
    });
  },
);
