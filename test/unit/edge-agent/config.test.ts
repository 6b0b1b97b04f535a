// Proves that a bad configuration is refused with the keys that are wrong, and what a good one becomes.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseConfig, readConfig } from '../../../edge-agent/src/config.ts';
import { createAuthority } from '../../harness/certificates.ts';
import { describeWith } from '../../harness/requirements.ts';
import { createTempDirectory } from '../../harness/temp.ts';

const shdr = { kind: 'shdr', machine: 'm1' };
const base = {
  site: 'plant-1',
  node: 'edge-1',
  dataDir: './data/x',
  mqtt: { url: 'mqtt://broker:1883' },
  drivers: [shdr],
};

function errorsOf(change: object, environment = {}): string[] {
  const outcome = parseConfig(stringify({ ...base, ...change }), environment);
  return outcome.ok ? [] : outcome.errors;
}

describe('a configuration', () => {
  it('gets its defaults', () => {
    const outcome = parseConfig(stringify(base), {});
    expect(outcome).toMatchObject({
      ok: true,
      config: {
        primaryHost: 'takt',
        dataDirectory: resolve('data/x'),
        mqtt: { url: 'mqtt://broker:1883', clientId: 'takt-plant-1-edge-1', version: '3.1.1' },
        outbox: { whenFull: 'drop_oldest' },
        lifeSignMs: 60_000,
        logLevel: 'info',
      },
    });
  });

  it('is overridden by the environment', () => {
    const environment = { TAKT_MQTT_URL: 'mqtt://other:1', TAKT_DATA_DIR: '/elsewhere', TAKT_LOG_LEVEL: '' };
    const outcome = parseConfig(stringify(base), environment);
    expect(outcome).toMatchObject({
      ok: true,
      config: { mqtt: { url: 'mqtt://other:1' }, dataDirectory: '/elsewhere' },
    });
  });

  const simulator = {
    kind: 'simulator',
    seed: 1,
    timeZone: 'Asia/Shanghai',
    lines: [{ code: 'l', products: [{ code: 'p' }], machines: [{ code: 'm1', idealCycleSeconds: 60 }] }],
  };
  it.each<[string, object, string]>([
    ['a wrong code', { node: 'a b' }, 'node must be 1–64 letters'],
    ['a missing key', { site: undefined }, 'site is required'],
    ['an unknown key', { sites: 'x' }, 'sites is not known'],
    ['a wrong URL', { mqtt: { url: 'http://x' } }, 'mqtt.url must be a URL such as mqtt://host:1883 (line 5)'],
    ['a wrong type', { outbox: { maxBytes: 'big' } }, 'outbox.maxBytes must be number'],
    ['too small an outbox', { outbox: { maxBytes: 1 } }, 'outbox.maxBytes'],
    ['a wrong choice', { outbox: { whenFull: 'panic' } }, 'outbox.whenFull must be one of drop_oldest, refuse_new'],
    ['no drivers', { drivers: [] }, 'drivers'],
    ['an unknown driver', { drivers: [{ kind: 'opcua' }] }, 'drivers.0.kind must be one of simulator, shdr'],
    ['an unknown key of a driver', { drivers: [{ ...shdr, hosst: 'x' }] }, 'drivers.0.hosst is not known'],
    ['a wrong port', { drivers: [shdr, { ...shdr, machine: 'm2', port: 0 }] }, 'drivers.1.port'],
    [
      'a typing error in a signal map',
      { drivers: [{ ...shdr, signalMap: { x: { signal: 'good', skale: 2 } } }] },
      'drivers.0.signalMap.x.skale is not known',
    ],
    [
      'an unknown vocabulary',
      { drivers: [{ ...shdr, signalMap: { x: { signal: 'state', values: 'mtconect' } } }] },
      'drivers.0.signalMap.x.values',
    ],
    [
      'a name that is no signal name',
      { drivers: [{ ...shdr, signalMap: { x: { signal: 'a/#' } } }] },
      'drivers.0.signalMap.x.signal "a/#" is no signal name',
    ],
    [
      'an item of two shapes',
      { drivers: [{ ...shdr, conditions: ['x'], messages: ['x'] }] },
      'drivers.0.messages.0 "x" stands under conditions too',
    ],
    [
      'one machine in two drivers',
      { drivers: [shdr, simulator] },
      'drivers.1 reports machine "m1", which drivers.0 reports already',
    ],
    [
      'an unknown calendar',
      { drivers: [{ ...simulator, lines: [{ ...simulator.lines[0], calendar: 'c' }] }] },
      'drivers.0.lines.0.calendar there is no calendar "c"',
    ],
    ['an unknown time zone', { drivers: [{ ...simulator, timeZone: 'Mars/X' }] }, 'drivers.0.timeZone must be an IANA'],
    [
      'a certificate without its key',
      { mqtt: { url: 'mqtts://broker', certFile: 'x' } },
      'mqtt.keyFile is required where there is mqtt.certFile',
    ],
    [
      'a key without its certificate',
      { mqtt: { ...base.mqtt, keyFile: 'x' } },
      'mqtt.certFile is required where there is mqtt.keyFile',
    ],
    [
      'a certificate for a connection in the clear',
      { mqtt: { ...base.mqtt, certFile: 'x', keyFile: 'x' } },
      'mqtt.certFile needs TLS: mqtt.url must begin with mqtts:// or wss://',
    ],
    ['a password without a user', { mqtt: { ...base.mqtt, password: 'x' } }, 'mqtt.username is required'],
  ])('with %s is refused by its key', (_name, change, error) => {
    expect(errorsOf(change)).toEqual([expect.stringContaining(error)]);
  });

  it('tells all errors at once, the environment’s too', () => {
    expect(errorsOf({ node: '', site: '' }, { TAKT_MQTT_URL: 'x' })).toEqual([
      expect.stringContaining('site'),
      expect.stringContaining('node'),
      expect.stringContaining('TAKT_MQTT_URL'),
    ]);
  });

  it('that is no YAML is refused with the line', () => {
    const outcome = parseConfig('site: x\nnode: [', {});
    expect(outcome).toMatchObject({ ok: false, errors: [expect.stringMatching(/^line [23]: /)] });
  });

  it('may keep its password in a file', async () => {
    const temp = await createTempDirectory('config');
    const path = join(temp.path, 'agent.yaml');
    const secret = { ...base, mqtt: { ...base.mqtt, username: 'u', passwordFile: 'secret/password' } };
    await writeFile(path, stringify(secret));
    expect(await readConfig(path, {})).toMatchObject({
      ok: false,
      errors: [expect.stringContaining('mqtt.passwordFile')],
    });
    await mkdir(join(temp.path, 'secret'));
    await writeFile(join(temp.path, 'secret/password'), 'open sesame\n');
    const outcome = await readConfig(path, {});
    expect(outcome).toMatchObject({ ok: true, config: { mqtt: { password: 'open sesame' } } });
    // A new one is used by the next connection; no password is none.
    const renewed = outcome.ok ? outcome.config.mqtt.renewed : undefined;
    await writeFile(join(temp.path, 'secret/password'), 'open poppy');
    expect(await renewed?.()).toEqual({ password: 'open poppy' });
    await writeFile(join(temp.path, 'secret/password'), '\n');
    expect(await renewed?.()).toBeUndefined();
    expect(await readConfig(path, {})).toEqual({ ok: false, errors: ['mqtt.passwordFile is empty'] });
    await temp.remove();
  });

  it('names the authority of its broker by a file, which must hold a certificate', async () => {
    const temp = await createTempDirectory('config');
    const path = join(temp.path, 'agent.yaml');
    await writeFile(path, stringify({ ...base, mqtt: { url: 'mqtts://broker:8883', caFile: 'ca.crt' } }));
    expect(await readConfig(path, {})).toMatchObject({ ok: false, errors: [expect.stringContaining('mqtt.caFile')] });
    await writeFile(join(temp.path, 'ca.crt'), 'no certificate');
    expect(await readConfig(path, {})).toMatchObject({
      ok: false,
      errors: ['mqtt.caFile must be a certificate in PEM form'],
    });
    const ca = '-----BEGIN CERTIFICATE-----\n';
    await writeFile(join(temp.path, 'ca.crt'), ca);
    expect(await readConfig(path, {})).toMatchObject({ ok: true, config: { mqtt: { ca } } });
    await temp.remove();
  });

  it('takes user, password and authority from the environment, which wins', async () => {
    const temp = await createTempDirectory('config');
    const path = join(temp.path, 'agent.yaml');
    await writeFile(path, stringify({ ...base, mqtt: { ...base.mqtt, username: 'u', password: 'in the file' } }));
    await writeFile(join(temp.path, 'password'), 'in the environment\n');
    await writeFile(join(temp.path, 'ca.crt'), 'BEGIN CERTIFICATE');
    const environment = {
      TAKT_MQTT_USERNAME: 'plant-1/edge-1',
      TAKT_MQTT_PASSWORD_FILE: join(temp.path, 'password'),
      TAKT_MQTT_CA_FILE: join(temp.path, 'ca.crt'),
    };
    expect(await readConfig(path, environment)).toMatchObject({
      ok: true,
      config: { mqtt: { username: 'plant-1/edge-1', password: 'in the environment', ca: 'BEGIN CERTIFICATE' } },
    });
    await temp.remove();
  });

  it.each(['config/agent.example.yaml', 'config/demonstration/agent.yaml'])('%s is in order', async (path) => {
    const outcome = parseConfig(await readFile(path, 'utf8'), {});
    expect(outcome.ok ? [] : outcome.errors).toEqual([]);
  });
});

describeWith({ openssl: true }, 'a certificate in the configuration', () => {
  it('may be what it proves itself with, if its key belongs to it', async () => {
    const temp = await createTempDirectory('config');
    const authority = await createAuthority(temp.path, 'devices');
    const [own, other] = [await authority.issue('own'), await authority.issue('other')];
    const path = join(temp.path, 'agent.yaml');
    const mqtt = { url: 'mqtts://broker:8883', certFile: 'a.crt', keyFile: 'a.key' };
    await writeFile(path, stringify({ ...base, mqtt }));
    const outcomeWith = async (cert: string, key: string, environment = {}) => {
      await writeFile(join(temp.path, 'a.crt'), cert);
      await writeFile(join(temp.path, 'a.key'), key);
      return readConfig(path, environment);
    };
    expect(await outcomeWith(own.cert, own.key)).toMatchObject({
      ok: true,
      config: { mqtt: { cert: own.cert, key: own.key } },
    });
    const errors = async (cert: string, key: string) => {
      const outcome = await outcomeWith(cert, key);
      return outcome.ok ? [] : outcome.errors;
    };
    expect(await errors(own.cert, other.key)).toEqual([
      'mqtt.keyFile is not the key of the certificate in mqtt.certFile',
    ]);
    expect(await errors('none', own.key)).toEqual(['mqtt.certFile must be a certificate in PEM form']);
    expect(await errors(own.cert, 'none')).toEqual([
      'mqtt.keyFile must be a private key in PEM form, without a passphrase',
    ]);
    const environment = { TAKT_MQTT_KEY_FILE: join(temp.path, 'absent.key') };
    expect(await outcomeWith(own.cert, own.key, environment)).toMatchObject({
      ok: false,
      errors: [expect.stringContaining('mqtt.keyFile cannot be read')],
    });
    await temp.remove();
  });
});
