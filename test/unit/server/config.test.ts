// What the environment may say: everything wrong is named at once, by its key.
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../server/src/config.ts';

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
        http: { host: '127.0.0.1', port: 8080 },
        mqtt: { host: '127.0.0.1', port: 1883, url: undefined },
        logLevel: 'info',
        demonstration: false,
        plantFile: undefined,
      },
    });
  });

  test.each([
    ['TAKT_HTTP_PORT', 'eighty', 'port'],
    ['TAKT_HTTP_PORT', '70000', '65535'],
    ['TAKT_MQTT_PORT', '-1', '0'],
    ['TAKT_MQTT_PORT', '18.5', '65535'],
    ['TAKT_HTTP_HOST', '0.0.0.0', 'loopback'],
    ['TAKT_MQTT_HOST', '192.168.1.5', 'loopback'],
    ['TAKT_MQTT_URL', 'http://broker', 'mqtt://'],
    ['TAKT_LOG_LEVEL', 'loud', 'debug'],
    ['TAKT_DEMONSTRATION', 'maybe', 'true'],
    ['TAKT_ROLES', 'ingest', 'all of'],
    ['TAKT_INFLUX_URL', 'http://influx', 'not available yet'],
    ['TAKT_REDIS_URL', 'redis://x', 'not available yet'],
    ['TAKT_DATABASE_URL', 'postgres://x', 'not available yet'],
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
});
