// Proves that every third-party server starts with exactly what docker-compose.yml gives it, as the user it names, and that the
// health checks there tell the truth. InfluxDB 2.x is in no package here: 1.6 stands in for it.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCompose, serviceOf } from '../../harness/compose/file.ts';
import { type Container, openStack, type Stack } from '../../harness/compose/stack.ts';
import { describeWith } from '../../harness/requirements.ts';

const needs = { mosquitto: true, mosquittoClients: true, postgres: true, redis: true, influxdb: true, openssl: true };

describeWith(needs, 'the parts of docker-compose.yml', () => {
  let stack: Stack;
  const parts = new Map<string, Container>();
  const part = (name: string) => {
    const container = parts.get(name);
    if (!container) throw new Error(`${name} was not started`);
    return container;
  };
  const secret = (name: string) => readFileSync(join(stack.secrets, name), 'utf8').trim();

  beforeAll(async () => {
    stack = await openStack(readCompose());
    for (const name of ['mosquitto', 'influxdb', 'redis', 'postgres']) parts.set(name, await stack.start(name));
  });
  afterAll(async () => {
    await stack?.close();
  });

  it.each(['mosquitto', 'influxdb', 'redis', 'postgres'])('%s starts and its health check passes', async (name) => {
    await part(name).healthy();
  });

  it.runIf(process.getuid?.() === 0).each(['mosquitto', 'redis', 'influxdb'])('%s runs as its user', (name) => {
    const [uid] = serviceOf(stack.compose, name).user.split(':');
    expect(statSync(`/proc/${part(name).pid}`).uid).toBe(Number(uid));
  });

  it.each(['mosquitto', 'redis', 'postgres'])('the health check of %s fails once it has ended', async (name) => {
    await part(name).stop();
    await expect(part(name).check()).rejects.toThrow();
    parts.set(name, await stack.start(name));
    await part(name).healthy();
  });

  it('Redis asks for the password, keeps jobs on disk and throws none away', async () => {
    const ask = (...words: string[]) => part('redis').exec('redis-cli', '-p', '6379', ...words);
    expect(await ask('ping')).toContain('NOAUTH');
    const known = ['--no-auth-warning', '-u', secret('redis-url')];
    expect(await ask(...known, 'config', 'get', 'maxmemory-policy')).toBe('maxmemory-policy\nnoeviction\n');
    expect(await ask(...known, 'set', 'job', 'kept')).toBe('OK\n');
    await part('redis').stop();
    parts.set('redis', await stack.start('redis'));
    await part('redis').healthy();
    expect(await ask(...known, 'get', 'job')).toBe('kept\n');
  });

  it('PostgreSQL asks for the password and checks its pages', async () => {
    const ask = (url: string) => part('postgres').exec('psql', '-AtX', '-d', url, '-c', 'show data_checksums');
    const url = secret('database-url');
    await expect(ask(url.replace(/:[0-9a-f]+@/, ':guessed@'))).rejects.toThrow(/password authentication failed/);
    expect(await ask(url)).toBe('on\n');
  });
});
