// Proves that certificates tell devices from each other: those of the authority let in who they belong to, all others nobody.
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { stateTopic } from '@takt/model/topics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect as connectAgent } from '../../../edge-agent/src/uplink/connection.ts';
import { type Authority, type Certificate, createAuthority } from '../../harness/certificates.ts';
import { describeWith } from '../../harness/requirements.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { connectPacket, createGate, type GatedBroker, type Known, startGated, startNeighbour, storm } from './gated.ts';

const neighbour: Known = { site: 's1', name: 'good', kind: 'node', password: 'g' };
const topic = 'spBv1.0/s1/NDATA/n1';

describeWith({ openssl: true }, 'the TLS port', () => {
  let temp: TempDirectory;
  let servers: Authority;
  let devices: Authority;
  let own: Certificate;
  let known: ReturnType<typeof createGate>;
  let broker: GatedBroker;
  let good: Awaited<ReturnType<typeof startNeighbour>>;

  beforeAll(async () => {
    temp = await createTempDirectory('tls');
    servers = await createAuthority(temp.path, 'servers');
    devices = await createAuthority(temp.path, 'devices');
    own = await devices.issue('n1');
    const certificate = await servers.issue('broker');
    known = createGate([
      neighbour,
      { site: 's1', name: 'n1', kind: 'node', certificate: own.fingerprint, password: 'secret' },
    ]);
    const tls = { host: '127.0.0.1', port: 0, ...certificate, ca: devices.ca };
    broker = await startGated({ gate: known.gate, tls });
    good = await startNeighbour(broker, neighbour);
  });
  afterAll(async () => {
    const { heard, said } = await good.end();
    await broker.close();
    await temp.remove();
    expect(heard).toEqual(Array.from({ length: said }, (_, index) => index));
  });

  const connect = (settings: object) => broker.client({ ca: servers.ca, ...settings }, broker.tlsUrl);

  it('lets a device in by its certificate, under the name that belongs to it', async () => {
    const client = await connect({ cert: own.cert, key: own.key, clientId: 'whatever' });
    await client.publishAsync(topic, 'by certificate', { qos: 1 });
    expect(broker.heard).toContainEqual([topic, 'by certificate']);
    await client.endAsync();
  });

  it('lets a device in by its password', async () => {
    const client = await connect({ username: 's1/n1', password: 'secret' });
    await client.publishAsync(topic, 'by password', { qos: 1 });
    expect(broker.heard).toContainEqual([topic, 'by password']);
    await client.endAsync();
  });

  it('lets nobody in without either', async () => {
    await expect(connect({})).rejects.toMatchObject({ code: 5 });
  });

  it.each<[string, () => Promise<Certificate>]>([
    ['another authority signed', async () => (await createAuthority(temp.path, 'strangers')).issue('n1')],
    ['the broker’s own authority signed', () => servers.issue('n1')],
    ['has expired', () => devices.issue('old', -1)],
  ])('does not let in a certificate that %s, even with the right password', async (_which, issue) => {
    const { cert, key, fingerprint } = await issue();
    // It would be let in if only its fingerprint were asked for.
    known.change('s1/n2', { site: 's1', name: 'n2', kind: 'node', certificate: fingerprint });
    const before = await broker.counted('bad_certificate');
    broker.refused.length = 0;
    await expect(connect({ cert, key, username: 's1/n1', password: 'secret' })).rejects.toMatchObject({ code: 5 });
    await expect(connect({ cert, key })).rejects.toMatchObject({ code: 5 });
    expect(await broker.counted('bad_certificate')).toBe(before + 2);
    expect(broker.refused).toMatchObject([{ reason: 'bad_certificate' }, { reason: 'bad_certificate' }]);
    await good.goesOn();
  });

  it('does not let in a certificate of the authority that was taken away', async () => {
    const certificate = await devices.issue('n3');
    known.change('s1/n3', { site: 's1', name: 'n3', kind: 'device', certificate: certificate.fingerprint });
    const client = await connect({ cert: certificate.cert, key: certificate.key });
    const cut = new Promise<void>((resolve) => client.once('close', () => resolve()));
    known.change('s1/n3', undefined);
    await cut;
    await expect(connect({ cert: certificate.cert, key: certificate.key })).rejects.toMatchObject({ code: 5 });
  });

  it('lets an edge agent in by its certificate, and hears that it ends', async () => {
    const certificates = { ca: servers.ca, cert: own.cert, key: own.key };
    const settings = { url: broker.tlsUrl, clientId: 'agent', version: '3.1.1', ...certificates } as const;
    const agent = await connectAgent(settings, 's1', 'n1', 0);
    await agent.subscribe([stateTopic, 'spBv1.0/s1/NCMD/n1']);
    await agent.end();
    expect(broker.heard.map(([at]) => at)).toContain('spBv1.0/s1/NDEATH/n1');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'judges a certificate anew where a %s session is resumed',
    async (version) => {
      const strange = await (await createAuthority(temp.path, `strange-${version}`)).issue('n1');
      for (const [{ cert, key }, code] of [[own, 0] as const, [strange, 5] as const]) {
        const settings = { port: Number(new URL(broker.tlsUrl).port), host: '127.0.0.1', ca: servers.ca, cert, key };
        const first = await knock({ ...settings, maxVersion: version });
        const again = await knock({ ...settings, maxVersion: version, session: first.session });
        expect([first.code, again.code, again.resumed]).toEqual([code, code, true]);
      }
    },
  );

  it('speaks no TLS older than 1.2', async () => {
    const { port } = new URL(broker.tlsUrl);
    const before = await broker.turnedAway('tls_handshake');
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const socket = connectTls({ port: Number(port), host: '127.0.0.1', ca: servers.ca, ...old });
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', () => reject(new Error('it does')));
      socket.once('error', () => resolve());
    });
    expect(await broker.turnedAway('tls_handshake')).toBe(before + 1);
  });

  it('takes a new certificate without a restart, and keeps the old one where the new is none', async () => {
    const renewed = await createAuthority(temp.path, 'renewed');
    expect(() => broker.renew({ cert: 'no certificate', key: 'no key' })).toThrow();
    await (await connect({ username: 's1/n1', password: 'secret' })).endAsync();
    broker.renew({ ...(await renewed.issue('broker')), ca: devices.ca });
    await expect(connect({ username: 's1/n1', password: 'secret' })).rejects.toThrow(/self-signed|unable to verify/);
    const client = await connect({ ca: renewed.ca, cert: own.cert, key: own.key });
    await client.publishAsync(topic, 'renewed', { qos: 1 });
    expect(broker.heard).toContainEqual([topic, 'renewed']);
    expect(good.client.connected).toBe(true);
  });

  it('refuses a storm before the handshake', async () => {
    const certificate = await servers.issue('storm');
    const tls = { host: '127.0.0.1', port: 0, ...certificate };
    const stormed = await startGated({ gate: known.gate, tls, limits: { connectBurst: 50, connectsPerSecond: 1 } });
    const { port } = new URL(stormed.tlsUrl);
    // No TLS at all: those that are let through end in the handshake.
    const { welcome } = await storm(Number(port), 300, connectPacket('x', 's1/nobody', 'x'));
    expect(welcome).toBe(0);
    expect(await stormed.turnedAway('address_rate')).toBeGreaterThan(200);
    await stormed.close();
  });
});

/** Connects without a user; the code of the CONNACK, and what a later connection can be resumed with. */
function knock(settings: ConnectionOptions): Promise<{ code: number; session: Buffer; resumed: boolean }> {
  return new Promise((resolve, reject) => {
    let session = settings.session;
    let code: number | undefined;
    // CONNECT of MQTT 3.1.1 with client id "x".
    const socket = connectTls(settings, () => socket.write(Buffer.from('100d00044d51545404020000000178', 'hex')));
    const settle = () => {
      if (code === undefined || !session) return;
      resolve({ code, session, resumed: socket.isSessionReused() });
      socket.destroy();
    };
    socket.on('session', (given) => {
      session = given;
      settle();
    });
    socket.once('data', (data) => {
      code = data[3];
      settle();
    });
    socket.once('error', reject);
  });
}
