// Proves the rules of our own for docker-compose.yml: nothing open that need not be, nothing secret in it, nothing unlimited.
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig as readAgentConfig } from '../../../edge-agent/src/config.ts';
import { readConfig } from '../../../server/src/config.ts';
import { repository } from '../../harness/child.ts';
import { type ComposeService, composePath, readCompose } from '../../harness/compose/file.ts';
import { openStack } from '../../harness/compose/stack.ts';
import { describeWith } from '../../harness/requirements.ts';

const compose = readCompose();
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image.startsWith('takt:'));

const bytesOf = (size: string) => Number.parseInt(size, 10) * (size.endsWith('g') ? 1024 ** 3 : 1024 ** 2);

describe('docker-compose.yml', () => {
  it('publishes the pages on this machine only, and MQTT over TLS', () => {
    const published = services.flatMap(([name, { ports }]) => ports.map((port) => `${name} ${port}`));
    expect(published).toEqual(['mosquitto 8883:8883', 'mosquitto 8884:8884', 'takt-api 127.0.0.1:8080:8080']);
  });

  it('keeps the parts on a network without a way in or out', () => {
    expect(compose.networks.inner?.internal).toBe(true);
    const open = services.filter(([, { networks }]) => networks.some((name) => name !== 'inner'));
    expect(open.map(([name]) => name)).toEqual(['mosquitto', 'takt-api', 'demonstration-agent']);
  });

  it.each(services)('%s has no right it does not need', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      user: expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/),
    });
    expect(service).not.toHaveProperty('privileged');
    expect(service.volumes.filter((volume) => /^[./]/.test(volume))).toEqual([]);
  });

  it.each(services)('%s is limited and watched', (_name, { deploy, healthcheck, restart, depends_on }) => {
    const { cpus, memory, pids } = deploy.resources.limits;
    expect(Number(cpus)).toBeGreaterThan(0);
    expect(bytesOf(memory)).toBeGreaterThanOrEqual(512 * 1024 ** 2);
    expect(pids).toBeGreaterThan(0);
    // What ends when it is done has nothing to watch.
    if (restart === 'on-failure') return;
    expect(healthcheck).toHaveProperty('test');
    expect(restart).toBe('unless-stopped');
    for (const [other, { condition }] of Object.entries(depends_on)) {
      const ends = compose.services[other]?.restart === 'on-failure';
      expect(condition).toBe(ends ? 'service_completed_successfully' : 'service_healthy');
    }
  });

  it.each(services)('%s comes from an image of a fixed version', (_name, { image }) => {
    expect(image).toMatch(/:\d+(\.\d+)*(-[a-z]+)?$/);
  });

  it('can run every role more than once', () => {
    for (const [name, service] of ours) {
      expect(service).not.toHaveProperty('container_name');
      expect(service.environment, name).not.toHaveProperty('TAKT_INSTANCE');
    }
    const roles = ours.map(([, { environment }]) => environment.TAKT_ROLES).filter((role) => role !== undefined);
    expect(roles.sort()).toEqual(['api', 'ingest', 'worker']);
  });

  it('knows every file, secret, configuration, volume and network it names', () => {
    const missing = services.flatMap(([name, service]) => [
      ...service.secrets.filter((secret) => !compose.secrets[secret]),
      ...service.configs.filter(({ source }) => !compose.configs[source]).map(({ source }) => source),
      ...service.networks.filter((network) => !compose.networks[network]),
      ...service.volumes.map((volume) => volume.split(':')[0] ?? '').filter((volume) => !compose.volumes[volume]),
      ...Object.keys(service.depends_on).filter((other) => !compose.services[other]),
      ...(service.build && !existsSync(join(repository, service.build.dockerfile)) ? [`${name}: Dockerfile`] : []),
    ]);
    const files = Object.values(compose.configs).map(({ file }) => file);
    expect([...missing, ...files.filter((file) => !existsSync(join(repository, file)))]).toEqual([]);
  });

  it('has its secrets in files, which are kept out of the repository and the images', () => {
    const secret = /(PASSWORD|TOKEN|SECRET|_KEY$|_CA$|DATABASE_URL|REDIS_URL|MQTT_URL)/;
    const literal = services.flatMap(([name, { environment }]) =>
      Object.entries(environment)
        .filter(
          ([key, value]) =>
            secret.test(key) && !/^\/(run\/secrets|data)\//.test(value) && !/^mqtts:\/\/[\w:]+$/.test(value),
        )
        .map(([key]) => `${name} ${key}`),
    );
    expect(literal).toEqual([]);
    expect(readFileSync(composePath, 'utf8')).not.toMatch(/:\/\/[^/\s]+:[^/\s]+@/);
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//);
    expect(readFileSync(join(repository, '.gitignore'), 'utf8').split('\n')).toContain('/secrets/');
    expect(readFileSync(join(repository, '.dockerignore'), 'utf8')).not.toContain('!secrets');
  });

  it('gives a service the secrets its settings name, and no others', () => {
    for (const [name, { environment, secrets, image }] of services.filter(([, { build }]) => build)) {
      const named = Object.values(environment).filter((value) => value.startsWith('/run/secrets/'));
      expect(secrets.map((secret) => `/run/secrets/${secret}`).sort(), `${name} ${image}`).toEqual(named.sort());
    }
  });
});

describeWith({ openssl: true }, 'after the secrets are made once', () => {
  /** The environment with its secrets where they lie. */
  const resolved = ({ environment }: ComposeService, secrets: string) =>
    Object.fromEntries(
      Object.entries(environment).map(([key, value]) => {
        const file = compose.secrets[value.replace('/run/secrets/', '')]?.file;
        return [key, value.startsWith('/run/secrets/') && file ? file.replace('./secrets', secrets) : value];
      }),
    );

  it('there is a file for every secret, and a second run changes none', async () => {
    const stack = await openStack(compose);
    const files = Object.values(compose.secrets).map(({ file }) => file.replace('./secrets', stack.secrets));
    const before = files.map((file) => readFileSync(file, 'utf8'));
    expect(before.filter((text) => text.trim() === '')).toEqual([]);
    await stack.script('config/secrets.sh');
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(before);
    await stack.close();
  });

  it('each process of Takt finds its settings in order', async () => {
    const stack = await openStack(compose);
    const plain = new URL(readFileSync(join(stack.secrets, 'mqtt-url'), 'utf8').trim());
    expect(plain.host).toBe('mosquitto:1883');
    for (const [name, service] of ours) {
      const outcome = readConfig(resolved(service, stack.secrets));
      expect(outcome.ok ? [] : outcome.errors, name).toEqual([]);
    }
    const agent = compose.services['demonstration-agent'];
    const file = join(repository, compose.configs['demonstration-agent']?.file ?? '');
    // It is in the agent's volume, made by demonstration-plant.
    const password = { TAKT_MQTT_PASSWORD_FILE: join(stack.secrets, 'influx-password') };
    const outcome = await readAgentConfig(file, agent ? { ...resolved(agent, stack.secrets), ...password } : {});
    expect(outcome).toMatchObject({ ok: true, config: { mqtt: { username: 'qijiang/edge-demo' } } });
    await rm(stack.secrets, { recursive: true });
    await stack.close();
  });
});
