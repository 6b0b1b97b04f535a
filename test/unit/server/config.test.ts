// What the environment may say: everything wrong is named at once, by its key.
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../server/src/config.ts';
import { createTempDirectory } from '../../harness/temp.ts';

const errorsOf = (environment: Record<string, string>) => {
  const outcome = readConfig(environment);
  return outcome.ok ? [] : outcome.errors;
};

describe('configuration', () => {
  test('an empty environment is the embedded profile on loopback', () => {
    const outcome = readConfig({ PATH: '/bin', TAKT_LOG_LEVEL: '' });
    expect(outcome).toEqual({
      ok: true,
      config: {
        dataDirectory: resolve('data'),
        http: { host: '127.0.0.1', port: 8080, tls: undefined, trustProxy: undefined, publicUrl: undefined },
        roles: new Set(['ingest', 'worker', 'api']),
        instance: expect.stringMatching(/^[\w.-]+-\d+$/),
        mqtt: {
          host: '127.0.0.1',
          port: 1883,
          tls: undefined,
          anonymous: false,
          url: undefined,
          ca: undefined,
          dynamicSecurityUrl: undefined,
          authority: undefined,
          brokerSecret: undefined,
        },
        setupToken: undefined,
        providersFile: undefined,
        secretKey: undefined,
        logLevel: 'info',
        demonstration: false,
        plantFile: undefined,
        regionsFile: resolve('config/regions/chongqing.yaml'),
        retrofitFile: resolve('config/retrofit.yaml'),
        registryDirectory: resolve('config/registry'),
        recognitionDirectory: resolve('config/recognition'),
        influx: undefined,
        databaseUrl: undefined,
        redisUrl: undefined,
        spoolMaxBytes: 4_096_000_000,
        tokenRequestsPerMinute: 600,
      },
    });
  });

  test.each([
    ['TAKT_HTTP_PORT', 'eighty', 'port'],
    ['TAKT_HTTP_PORT', '70000', '65535'],
    ['TAKT_MQTT_PORT', '-1', '0'],
    ['TAKT_MQTT_PORT', '18.5', '65535'],
    ['TAKT_MQTT_HOST', '192.168.1.5', 'loopback'],
    ['TAKT_MQTT_URL', 'http://broker', 'mqtt://'],
    ['TAKT_LOG_LEVEL', 'loud', 'debug'],
    ['TAKT_DEMONSTRATION', 'maybe', 'true'],
    ['TAKT_ROLES', 'ingest', 'all of'],
    ['TAKT_ROLES', 'ingest,cook', 'one of ingest'],
    ['TAKT_ROLES', 'api,api,worker', 'twice'],
    ['TAKT_INFLUX_URL', 'influx:8086', 'http://'],
    ['TAKT_REDIS_URL', 'http://x', 'redis://'],
    ['TAKT_REDIS_URL', 'redis://x', 'TAKT_INFLUX_URL, TAKT_DATABASE_URL, TAKT_MQTT_URL'],
    ['TAKT_SECRET_KEY', 'ab'.repeat(31), 'at least 32 bytes'],
    ['TAKT_DATABASE_URL', 'mysql://x', 'postgres://'],
    ['TAKT_INFLUX_RAW_DAYS', '-1', 'whole days'],
    ['TAKT_INFLUX_PASSWORD_FILE', '/does/not/exist', 'cannot be read'],
  ])('%s=%s is refused, naming the key and what it must be', (key, value, reason) => {
    const errors = errorsOf({ [key]: value });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(key);
    expect(errors[0]).toContain(reason);
  });

  test('a key nobody knows is refused and the nearest is suggested', () => {
    expect(errorsOf({ TAKT_HTP_PORT: '80' })).toEqual(['TAKT_HTP_PORT is not known; did you mean TAKT_HTTP_PORT?']);
  });

  test('all errors are told at once', () => {
    const errors = errorsOf({ TAKT_HTTP_PORT: 'x', TAKT_LOG_LEVEL: 'y', TAKT_DATADIR: '/d' });
    expect(errors.map((error) => error.split(' ')[0]).sort()).toEqual([
      'TAKT_DATADIR',
      'TAKT_HTTP_PORT',
      'TAKT_LOG_LEVEL',
    ]);
  });

  test('every loopback name is accepted, every role together too', () => {
    expect(errorsOf({ TAKT_HTTP_HOST: '::1', TAKT_MQTT_HOST: 'localhost', TAKT_ROLES: 'api, worker,ingest' })).toEqual(
      [],
    );
  });

  test('roles may be apart where everything they share is outside', () => {
    const outcome = readConfig({
      TAKT_ROLES: 'worker',
      TAKT_REDIS_URL: 'redis://r',
      TAKT_INFLUX_URL: 'http://i:8086',
      TAKT_DATABASE_URL: 'postgres://p/takt',
      TAKT_MQTT_URL: 'mqtts://m',
      TAKT_SECRET_KEY: 'ab'.repeat(32),
    });
    expect(outcome).toMatchObject({ ok: true, config: { roles: new Set(['worker']), influx: { database: 'takt' } } });
  });

  test('a secret is read from the file its key names, and said only once', async () => {
    const directory = await createTempDirectory('config');
    const file = join(directory.path, 'token');
    await writeFile(file, 's3cret\n');
    const influx = { TAKT_INFLUX_URL: 'http://i', TAKT_INFLUX_TOKEN_FILE: file };
    expect(readConfig(influx)).toMatchObject({ ok: true, config: { influx: { token: 's3cret' } } });
    expect(errorsOf({ ...influx, TAKT_INFLUX_TOKEN: 'x' })[0]).toContain(
      'TAKT_INFLUX_TOKEN_FILE and TAKT_INFLUX_TOKEN',
    );
    await directory.remove();
  });

  test('the embedded broker beyond loopback speaks TLS, or somebody said that it need not', () => {
    expect(errorsOf({ TAKT_MQTT_HOST: '0.0.0.0' })).toHaveLength(1);
    expect(errorsOf({ TAKT_MQTT_HOST: '0.0.0.0', TAKT_ALLOW_PLAIN_MQTT: 'true' })).toEqual([]);
    expect(errorsOf({ TAKT_MQTT_TLS_PORT: '8883', TAKT_MQTT_TLS_HOST: '0.0.0.0' })).toEqual([]);
  });

  test.each([
    [{ TAKT_MQTT_HOST: '0.0.0.0', TAKT_ALLOW_PLAIN_MQTT: 'true' }, 'TAKT_MQTT_HOST'],
    [{ TAKT_MQTT_TLS_PORT: '8883', TAKT_MQTT_TLS_HOST: '0.0.0.0' }, 'TAKT_MQTT_TLS_HOST'],
    [{ TAKT_MQTT_URL: 'mqtt://broker' }, 'TAKT_MQTT_URL'],
  ])('devices without credentials are let in from this machine only (%#)', (more, named) => {
    const [error] = errorsOf({ ...more, TAKT_MQTT_ANONYMOUS: 'true' });
    expect(error).toContain('TAKT_MQTT_ANONYMOUS');
    expect(error).toContain(named);
  });

  test.each([
    [{ TAKT_MQTT_TLS_CERT: 'BEGIN CERTIFICATE' }, 'TAKT_MQTT_TLS_KEY'],
    [{ TAKT_AUTHORITY_KEY: 'PRIVATE KEY' }, 'TAKT_AUTHORITY_CERTIFICATE'],
    [{ TAKT_MQTT_DYNAMIC_SECURITY_URL: 'mqtt://admin:x@broker' }, 'TAKT_MQTT_URL'],
    [{ TAKT_MQTT_TLS_NAMES: 'a b' }, 'TAKT_MQTT_TLS_NAMES'],
    [{ TAKT_SETUP_TOKEN: 'short' }, 'TAKT_SETUP_TOKEN'],
    [{ TAKT_BROKER_SECRET: 'short' }, 'TAKT_BROKER_SECRET'],
  ])('%j is refused, naming the key that is missing or wrong', (settings, named) => {
    expect(errorsOf(settings)[0]).toContain(named);
  });
});
