// Proves that the processes of Takt start with exactly what docker-compose.yml and the Dockerfiles give them, as the user they name,
// become healthy by their own health checks, and carry a reading of the simulated plant from the agent to the API. InfluxDB 2.x is
// in no package here: 1.6 stands in for it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signInAsAdministrator } from '../../harness/administrator.ts';
import { readCompose } from '../../harness/compose/file.ts';
import { removeImages } from '../../harness/compose/layout.ts';
import { type Container, openStack, type Stack } from '../../harness/compose/stack.ts';
import { describeWith } from '../../harness/requirements.ts';
import { until } from '../../harness/until.ts';

const needs = { mosquitto: true, mosquittoClients: true, postgres: true, redis: true, influxdb: true, openssl: true };
const roles = ['takt-ingest', 'takt-worker', 'takt-api'];

describeWith(needs, 'docker compose --profile demonstration up', () => {
  let stack: Stack;
  const containers = new Map<string, Container>();
  const container = (name: string) => {
    const found = containers.get(name);
    if (!found) throw new Error(`${name} was not started`);
    return found;
  };
  const start = async (...names: string[]) => {
    for (const name of names) containers.set(name, await stack.start(name));
    for (const name of names) await container(name).healthy();
  };

  beforeAll(async () => {
    stack = await openStack(readCompose());
    await start('mosquitto', 'influxdb', 'redis', 'postgres');
  });
  afterAll(async () => {
    await stack?.close();
    await removeImages();
  });

  it('seeds the plant and ends', async () => {
    const seeding = await stack.start('demonstration-plant');
    const { code } = await until(() => (seeding.exitCode === null ? undefined : { code: seeding.exitCode }), {
      what: 'the end of the seeding',
      limitMs: 60_000,
    });
    expect(code, seeding.output()).toBe(0);
  });

  it('starts each role, healthy by its own check', async () => {
    await start(...roles);
  });

  it('runs a second process of each role beside the first', async () => {
    for (const role of roles) {
      const second = await stack.start(role, 2);
      await second.healthy();
      expect(await second.stop()).toBe(0);
    }
    expect(existsSync(join(container('takt-ingest').path('/data'), '1/server.lock'))).toBe(true);
  });

  it('shows what the agent reads, over TLS and with the agent’s own user', async () => {
    await start('demonstration-agent');
    const url = `http://127.0.0.1:${container('takt-api').port(8080)}`;
    const { link } = await until(
      () => {
        const [, token] = /\/setup#([\w-]+)/.exec(container('takt-api').output()) ?? [];
        return token === undefined ? undefined : { link: token };
      },
      { what: 'the link to make the first account in the log' },
    );
    const cookie = await signInAsAdministrator(url, link);
    await until(
      async () => {
        const answer = await fetch(`${url}/api/v1/machines/hs1-op10/live`, { headers: { cookie } });
        if (!answer.ok) throw new Error(await answer.text());
        const { signals } = (await answer.json()) as { signals: { signal: string; value: unknown }[] };
        return signals.find(({ signal }) => signal === 'state')?.value;
      },
      { what: 'the state of a simulated machine', limitMs: 60_000 },
    );
  });

  it('ends in order', async () => {
    for (const name of ['demonstration-agent', ...roles])
      expect([name, await container(name).stop()]).toEqual([name, 0]);
  });
});
