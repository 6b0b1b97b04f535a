// What a broker that asks Takt is answered (EMQX 5's HTTP authentication and authorization). EMQX itself was not run.
import type { IssuedCredential } from '@takt/model/devices';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAuthority } from '../../../server/src/devices/credentials/authority/index.ts';
import { type DeviceCredentials, openDeviceCredentials } from '../../../server/src/devices/credentials/index.ts';
import { type Database, openDatabase } from '../../../server/src/platform/database/index.ts';
import { createHttp, type Http } from '../../../server/src/platform/http/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';

const ann = { actor: 'user:1', actorName: 'Ann', address: null };
const log = createLog({ level: 'silent' });
const secret = 'a secret of at least thirty-two characters';
let database: Database;
let credentials: DeviceCredentials;
let servers: Http[];
let url: string;
let bare: string;

beforeAll(async () => {
  database = await openDatabase({ path: ':memory:' });
  credentials = await openDeviceCredentials({
    db: database.db,
    clock: Date.now,
    log,
    sites: () => ['s1'],
    authority: await makeAuthority(Date.now()),
    audit: async () => {},
  });
  const options = { checks: {}, version: '0', log };
  const broker = credentials.questions(secret);
  servers = [
    createHttp({ ...options, metrics: createMetrics(), broker }),
    createHttp({ ...options, metrics: createMetrics() }),
  ];
  const [port, barePort] = await Promise.all(servers.map((each) => each.listen('127.0.0.1', 0)));
  url = `http://127.0.0.1:${port}/api/v1/broker`;
  bare = `http://127.0.0.1:${barePort}/api/v1/broker`;
});
afterAll(async () => {
  for (const server of servers ?? []) await server.close();
  await credentials?.close();
  await database?.close();
});

async function ask(path: string, body: unknown, { at = url, authorization = `Bearer ${secret}` } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { 'content-type': 'application/json', authorization };
  const answer = await fetch(`${at}/${path}`, { method: 'POST', headers, body: text });
  return answer.ok ? ((await answer.json()) as { result: string; is_superuser: boolean }).result : answer.status;
}

async function issue(name: string, method: 'password' | 'certificate'): Promise<IssuedCredential> {
  const outcome = await credentials.lifecycle.issue({ site: 's1', name, by: ann }, { kind: 'node', method });
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value;
}

test('a device is let in by its secret, one that is none is left to others', async () => {
  const issued = await issue('n1', 'password');
  const password = issued.method === 'password' ? issued.secret : '';
  expect(await ask('authenticate', { username: 's1/n1', password, certificate: 'undefined' })).toBe('allow');
  expect(await ask('authenticate', { username: 's1/n1', password: `${password}x` })).toBe('deny');
  expect(await ask('authenticate', { username: 's1/n9', password })).toBe('deny');
  expect(await ask('authenticate', { username: 'takt', password: 'x' })).toBe('ignore');
});

test('a device is let in by the certificate the broker has verified', async () => {
  const issued = await issue('n2', 'certificate');
  const certificate = issued.method === 'certificate' ? issued.certificate : '';
  expect(await ask('authenticate', { certificate })).toBe('allow');
  expect(await ask('authenticate', { username: 's1/n1', certificate })).toBe('deny');
  await credentials.lifecycle.revoke({ site: 's1', name: 'n2', by: ann });
  expect(await ask('authenticate', { certificate })).toBe('deny');
  expect(await ask('authenticate', { certificate: 'no certificate' })).toBe('deny');
});

test('what it may say and hear is what the rules say of it, and nothing once it is revoked', async () => {
  await issue('n3', 'password');
  const username = 's1/n3';
  expect(await ask('authorize', { username, action: 'publish', topic: 'spBv1.0/s1/NDATA/n3' })).toBe('allow');
  expect(await ask('authorize', { username, action: 'publish', topic: 'spBv1.0/s1/NCMD/n3' })).toBe('deny');
  expect(await ask('authorize', { username, action: 'subscribe', topic: 'spBv1.0/s1/NCMD/n3' })).toBe('allow');
  expect(await ask('authorize', { username, action: 'all', topic: 'spBv1.0/s1/NDATA/n3' })).toBe('deny');
  expect(await ask('authorize', { username: 'takt', action: 'publish', topic: 'x' })).toBe('ignore');
  await credentials.lifecycle.revoke({ site: 's1', name: 'n3', by: ann });
  expect(await ask('authorize', { username, action: 'publish', topic: 'spBv1.0/s1/NDATA/n3' })).toBe('deny');
});

test('what cannot be read is denied, never an error: a broker passes over errors', async () => {
  for (const body of ['', '{', '[]', '"x"', '{"username":5}'])
    expect(await ask('authenticate', body)).not.toBe('allow');
  expect(await ask('authorize', '{')).toBe('deny');
});

test('without the secret there is nothing there, and without a secret set nothing at all', async () => {
  const body = { username: 's1/n1', password: 'x' };
  for (const authorization of ['', 'Bearer guessed', secret]) {
    expect(await ask('authenticate', body, { authorization })).toBe(404);
  }
  expect(await ask('authenticate', body, { at: bare })).toBe(404);
});
