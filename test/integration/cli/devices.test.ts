// What an operator does with credentials of devices on the command line, and that a running server takes it over.
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Credential } from '@takt/model/devices';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { prepareAgentCredential } from '../../../demo/credential.ts';
import { run } from '../../../server/src/cli/program.ts';
import type { Terminal } from '../../../server/src/cli/terminal/index.ts';
import { hashSecret } from '../../../server/src/devices/credentials/secret.ts';
import { openDatabaseAsIs } from '../../../server/src/platform/database/index.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { plantFile } from './plant.ts';

let place: TempDirectory;
let env: { TAKT_DATA_DIR: string };
let site: string;
const path = (name: string) => join(place.path, name);
const devices = (...args: string[]) => command('devices', ...args);
/** In this process: a second each would be spent on starting another. */
async function command(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal: Terminal = {
    say: (text) => void out.push(text.endsWith('\n') ? text : `${text}\n`),
    sayJson: (value) => void out.push(JSON.stringify(value)),
    note: (text) => void err.push(text),
    progress: () => ({ show: () => {}, end: () => {}, abandon: () => {} }),
  };
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  const code = await run(args, { environment: env, terminal, clock: Date.now });
  stderr.mockRestore();
  return { code, out: out.join(''), err: err.join('') };
}
const list = async () => JSON.parse((await devices('list', '--json')).out) as Credential[];

beforeAll(async () => {
  place = await createTempDirectory('cli-devices');
  env = { TAKT_DATA_DIR: path('data') };
  await command('seed', await plantFile(place.path));
  const database = await openDatabaseAsIs({ path: join(env.TAKT_DATA_DIR, 'takt.db') });
  site = (await database.db.selectFrom('sites').select('code').executeTakeFirstOrThrow()).code;
  await database.close();
});
afterAll(() => place.remove());

it('shows a secret once, alone on standard output, and never again', async () => {
  const issued = await devices('issue', `${site}/n1`, '--machine', 'm1', 'm2');
  expect(issued.code).toBe(0);
  const secret = issued.out.trim();
  expect(secret).toMatch(/^[\w-]{32}$/);
  const [shown] = await list();
  expect(shown).toMatchObject({ username: `${site}/n1`, machines: ['m1', 'm2'], state: 'active' });
  expect(shown?.issuedBy).toMatch(/^cli:/);
  const said = (await devices('list')).out + JSON.stringify(shown);
  expect(said).not.toContain(secret);
  expect(said).not.toContain(hashSecret(secret));
});

it('writes a secret for its owner only, and over nothing', async () => {
  const file = path('n2.password');
  expect(await devices('issue', `${site}/n2`, '--out', file)).toMatchObject({ code: 0, err: '' });
  const first = readFileSync(file, 'utf8');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await devices('rotate', `${site}/n2`, '--out', file)).toMatchObject({ code: 1, err: /is there already/ });
  expect(readFileSync(file, 'utf8')).toBe(first);
  const rotated = await devices('rotate', `${site}/n2`, '--overlap-hours', '2', '--json');
  expect(JSON.parse(rotated.out)).toMatchObject({ credential: { overlapUntil: expect.any(Number) } });
});

it('leaves no file behind where nothing was issued', async () => {
  const refused = await devices('issue', 'nowhere/n1', '--out', path('nowhere'));
  expect(refused).toMatchObject({ code: 1, err: /there is no site "nowhere"/ });
  expect(() => statSync(path('nowhere'))).toThrow();
});

it('hands out a certificate with its key and the authority', async () => {
  expect((await devices('issue', `${site}/n3`, '--certificate', '--days', '30', '--out', path('n3'))).code).toBe(0);
  const [own, authority] = ['n3.crt', 'n3.ca.crt'].map((name) => new X509Certificate(readFileSync(path(name))));
  expect(own?.verify(authority?.publicKey ?? own.publicKey)).toBe(true);
  expect(statSync(path('n3')).mode & 0o777).toBe(0o600);
  expect((await devices('authority')).out).toBe(readFileSync(path('n3.ca.crt'), 'utf8'));
  await devices('broker-certificate', path('broker'), 'broker.example', '127.0.0.1');
  expect(new X509Certificate(readFileSync(path('broker.crt'))).checkHost('broker.example')).toBe('broker.example');
});

it('revokes, and says so to whoever asks again', async () => {
  expect((await devices('revoke', `${site}/n1`)).code).toBe(0);
  expect((await list()).find(({ name }) => name === 'n1')?.state).toBe('revoked');
  expect(await devices('rotate', `${site}/n1`)).toMatchObject({ code: 1, err: /has no credential/ });
  expect(await devices('revoke', 'no-slash')).toMatchObject({ code: 2, err: /<site>\/<name>/ });
});

it('makes the broker’s file of every credential that is good', async () => {
  const base = { clients: [{ username: 'admin' }], roles: [{ rolename: 'admin' }], defaultACLAccess: {} };
  writeFileSync(path('base.json'), JSON.stringify(base));
  expect((await devices('broker-file', path('base.json'), '--out', path('out.json'))).code).toBe(0);
  const { clients } = JSON.parse(readFileSync(path('out.json'), 'utf8')) as { clients: { username: string }[] };
  const names = clients.map(({ username }) => username.replace(/serialNumber=\w+/, 'serialNumber'));
  expect(names.sort()).toEqual(['admin', `${site}/n2`, `serialNumber,CN=${site}/n3`].sort());
});

it('the demonstration’s agent has a password in a file, the same at every start', async () => {
  const data = path('demonstration');
  const first = await prepareAgentCredential(data, 'qijiang', 'edge-demo');
  const password = readFileSync(first.passwordFile, 'utf8');
  expect(await prepareAgentCredential(data, 'qijiang', 'edge-demo')).toEqual(first);
  expect(readFileSync(first.passwordFile, 'utf8')).toBe(password);
  expect([first.username, statSync(first.passwordFile).mode & 0o777]).toEqual(['qijiang/edge-demo', 0o600]);
});
