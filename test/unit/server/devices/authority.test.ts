// The authority of devices: what it signs is good for OpenSSL too, it is made once, and what it seals opens nowhere else.
import { execFile, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAuthority, openAuthority } from '../../../../server/src/devices/credentials/authority/index.ts';
import { describeWith } from '../../../harness/requirements.ts';
import { createTempDirectory, type TempDirectory } from '../../../harness/temp.ts';

const clock = Date.now;
let directory: TempDirectory;
beforeAll(async () => {
  directory = await createTempDirectory('authority');
});
afterAll(() => directory.remove());

const file = (name: string, text: string) => {
  const path = join(directory.path, name);
  writeFileSync(path, text);
  return path;
};
const openssl = async (...args: string[]) => (await promisify(execFile)('openssl', args)).stdout;

test('is made once, by whoever comes first, and its key is nobody else’s to read', async () => {
  const source = { directory: join(directory.path, 'data', 'authority') };
  const all = await Promise.all([1, 2, 3].map(() => openAuthority({ clock, source })));
  const again = await openAuthority({ clock, source });
  expect(new Set([...all, again].map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(statSync(join(source.directory, 'authority.key')).mode & 0o777).toBe(0o600);
  expect(statSync(source.directory).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(directory.path, 'data'))).toEqual(['authority']);
});

test('a key that belongs to another certificate is refused', async () => {
  const [one, other] = [await makeAuthority(clock()), await makeAuthority(clock())];
  const source = { certificate: one.certificate, key: other.key };
  await expect(openAuthority({ clock, source })).rejects.toThrow(/does not belong/);
});

test('a certificate names its device, ends with its days, and never after the authority', async () => {
  const now = Date.UTC(2026, 0, 1);
  const source = await makeAuthority(now);
  const authority = await openAuthority({ clock: () => now, source });
  const made = await authority.issueClient({ username: 's1/n1', days: 2 });
  const read = new X509Certificate(made.certificate);
  expect(read.subject.split('\n')).toEqual(['CN=s1/n1', `serialNumber=${made.serial}`]);
  expect(read.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(made.fingerprint);
  expect(read.validToDate.getTime()).toBe(now + 2 * 86_400_000);
  expect(made.expiresAt).toBe(read.validToDate.getTime());
  const late = await openAuthority({ clock: () => authority.expiresAt - 86_400_000, source });
  expect((await late.issueClient({ username: 's1/n1', days: 825 })).expiresAt).toBe(authority.expiresAt);
});

test('what is sealed opens under the same key and name only', async () => {
  const [one, other] = await Promise.all(
    [await makeAuthority(clock()), await makeAuthority(clock())].map((source) => openAuthority({ clock, source })),
  );
  const sealed = one?.seal('the secret', 's1/n1') ?? '';
  expect(sealed).not.toContain('secret');
  expect(one?.unseal(sealed, 's1/n1')).toBe('the secret');
  expect(one?.unseal(sealed, 's1/n2')).toBeUndefined();
  expect(other?.unseal(sealed, 's1/n1')).toBeUndefined();
});

describeWith({ openssl: true }, 'as OpenSSL sees it', () => {
  test('devices’ and the broker’s certificates verify, each for its purpose', async () => {
    const authority = await openAuthority({ clock, source: await makeAuthority(clock()) });
    const ca = file('ca.pem', authority.certificate);
    const client = file('client.pem', (await authority.issueClient({ username: 's1/n1', days: 365 })).certificate);
    const hosts = ['broker.example', '10.1.2.3', '::1'];
    const server = file('server.pem', (await authority.issueServer({ hosts, days: 365 })).certificate);
    const verify = (...args: string[]) => openssl('verify', '-x509_strict', '-CAfile', ca, ...args);
    expect(await verify('-purpose', 'sslclient', client)).toContain('OK');
    await expect(verify('-purpose', 'sslserver', client)).rejects.toThrow();
    for (const host of hosts) {
      const name = /^[\d.:]+$/.test(host) ? '-verify_ip' : '-verify_hostname';
      expect(await verify('-purpose', 'sslserver', name, host, server)).toContain('OK');
    }
    await expect(verify('-purpose', 'sslserver', '-verify_hostname', 'other.example', server)).rejects.toThrow();
    const stranger = await openAuthority({ clock, source: await makeAuthority(clock()) });
    const foreign = file('foreign.pem', (await stranger.issueClient({ username: 's1/n1', days: 1 })).certificate);
    await expect(verify(foreign)).rejects.toThrow();
  });

  test.each([
    ['EC', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
    ['RSA', ['rsa:2048']],
  ])('a request with an %s key gets a certificate for that key, under the name we give it', async (_name, key) => {
    const authority = await openAuthority({ clock, source: await makeAuthority(clock()) });
    const args = ['req', '-new', '-nodes', '-newkey', ...key, '-subj', '/CN=somebody else', '-keyout', '/dev/null'];
    const csr = execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const made = await authority.issueClient({ username: 's1/n1', csr, days: 30 });
    expect(made.key).toBeNull();
    expect(new X509Certificate(made.certificate).subject).toContain('CN=s1/n1\n');
    const asked = await openssl('req', '-in', file('request.pem', csr), '-noout', '-pubkey');
    const got = await openssl('x509', '-in', file('given.pem', made.certificate), '-noout', '-pubkey');
    expect(got).toBe(asked);
    const verified = openssl(
      'verify',
      '-CAfile',
      file('ca2.pem', authority.certificate),
      join(directory.path, 'given.pem'),
    );
    expect(await verified).toContain('OK');
  });

  test('a weak key and a request that is none are refused with their reason', async () => {
    const authority = await openAuthority({ clock, source: await makeAuthority(clock()) });
    const args = ['req', '-new', '-nodes', '-newkey', 'rsa:1024', '-subj', '/CN=x', '-keyout', '/dev/null'];
    const weak = execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const ask = (csr: string) => authority.issueClient({ username: 's1/n1', csr, days: 30 });
    await expect(ask(weak)).rejects.toThrow(/at least 2048 bits/);
    const torn = weak.replace(/[A-Za-z]{8}/, 'AAAAAAAA');
    await expect(ask(torn)).rejects.toThrow(/certificate request/);
  });
});

test('an authority whose key openssl made is taken as it is', async () => {
  const made = await makeAuthority(clock());
  const sec1 = execFileSync('openssl', ['ec', '-in', file('pkcs8.pem', made.key)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(sec1).toContain('BEGIN EC PRIVATE KEY');
  const authority = await openAuthority({ clock, source: { certificate: made.certificate, key: sec1 } });
  expect((await authority.issueClient({ username: 's1/n1', days: 1 })).key).toContain('BEGIN PRIVATE KEY');
});
