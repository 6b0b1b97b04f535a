// What Mosquitto is told of a credential: rights that reach nobody else's topics, and users that come and go with its life.
import { mayPublish, maySubscribe, nodeTopic, parseTopic } from '@takt/model/topics';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Acl,
  aclsOf,
  everybody,
  isOurs,
  markOf,
  sameRevision,
} from '../../../../server/src/devices/credentials/mosquitto/rights.ts';
import { targetOf } from '../../../../server/src/devices/credentials/mosquitto/target.ts';
import type { CredentialRow } from '../../../../server/src/devices/credentials/repository.ts';

const now = 1_000_000;
const row: CredentialRow = {
  username: 's1/n1',
  site: 's1',
  name: 'n1',
  kind: 'node',
  machines: null,
  method: 'password',
  secret_hash: 'hash',
  fingerprint: null,
  serial: null,
  previous_hash: null,
  previous_fingerprint: null,
  previous_serial: null,
  previous_until: null,
  broker_hash: 'hash',
  broker_salt: 'salt',
  sealed: null,
  created_at: 0,
  rotated_at: null,
  expires_at: null,
  issued_by: 'ann',
  revoked_at: null,
  revoked_by: null,
  revision: 7,
};
const certificate: CredentialRow = { ...row, method: 'certificate', secret_hash: null, serial: 'ab' };
const sent = (acls: readonly Acl[]) =>
  acls.filter(({ acltype }) => acltype === 'publishClientSend').map(({ topic }) => topic);
const clientsOf = (given: CredentialRow, secret?: string) =>
  targetOf(given, secret, now).clients.map(({ username }) => username);

test('whatever its name and machines, a node is let say only what is its own', () => {
  const code = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/);
  const machines = fc.option(fc.uniqueArray(code, { minLength: 1, maxLength: 4 }));
  fc.assert(
    fc.property(code, code, machines, (site, name, named) => {
      const acls = aclsOf({ site, name, kind: 'node', machines: named && JSON.stringify(named) });
      for (const filter of sent(acls)) {
        const topic = parseTopic(filter.replace(/\+$/, 'some-machine'));
        if (typeof topic === 'string' || topic.kind === 'json') throw new Error(`${filter}: ${JSON.stringify(topic)}`);
        expect([topic.site, topic.node]).toEqual([site, name]);
        expect(topic.type).not.toMatch(/CMD$/);
        if (topic.kind === 'device') expect(named ?? ['some-machine']).toContain(topic.machine);
      }
    }),
  );
});

test('Mosquitto and the embedded broker have one rule', () => {
  const code = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/);
  const kinds = fc.constantFrom('node', 'device');
  fc.assert(
    fc.property(
      code,
      code,
      kinds,
      fc.option(fc.uniqueArray(code, { minLength: 1, maxLength: 3 })),
      (site, name, kind, named) => {
        const acls = [...aclsOf({ site, name, kind, machines: named && JSON.stringify(named) }), ...everybody.acls];
        const identity = { site, name, kind, machines: named ?? undefined };
        for (const { acltype, topic } of acls) {
          if (acltype === 'publishClientSend') expect(mayPublish(identity, topic.replace('+', 'm1'))).toBe(true);
          if (acltype.startsWith('subscribe')) expect(maySubscribe(identity, topic)).toBe(true);
        }
        for (const type of ['NBIRTH', 'NDATA', 'NDEATH', 'NCMD'] as const) {
          const topic = nodeTopic(type, site, name);
          expect(sent(acls).includes(topic)).toBe(mayPublish(identity, topic));
        }
      },
    ),
  );
});

test('a device is let say its telemetry and hear no command', () => {
  const acls = aclsOf({ ...row, kind: 'device', name: 'press-1' });
  expect(acls).toEqual([{ acltype: 'publishClientSend', topic: 'takt/v1/s1/press-1/telemetry', allow: true }]);
});

test('a password is a user for as long as it is good', () => {
  expect(clientsOf(row, 'secret')).toEqual(['s1/n1']);
  expect(targetOf(row, 'secret', now).clients[0]?.password).toBe('secret');
  expect(targetOf(row, undefined, now)).toMatchObject({ forgotten: true });
  for (const ended of [{ revoked_at: now }, { expires_at: now }]) {
    expect(targetOf({ ...row, ...ended }, 'secret', now)).toMatchObject({ clients: [], gone: ['s1/n1'] });
  }
});

test('a certificate is a user of its own; the one before stays as long as the overlap', () => {
  expect(clientsOf(certificate)).toEqual(['serialNumber=ab,CN=s1/n1']);
  const overlapping = { ...certificate, previous_serial: 'aa', previous_until: now + 1 };
  expect(clientsOf(overlapping)).toEqual(['serialNumber=ab,CN=s1/n1', 'serialNumber=aa,CN=s1/n1']);
  const over = { ...overlapping, previous_until: now };
  expect(targetOf(over, undefined, now)).toMatchObject({
    clients: [{ username: 'serialNumber=ab,CN=s1/n1' }],
    gone: ['s1/n1', 'serialNumber=aa,CN=s1/n1'],
  });
});

test('what Takt made is told from what somebody else made, and from what it made before', () => {
  expect(isOurs(markOf(row))).toBe(true);
  expect([undefined, '', 'an operator’s own'].map(isOurs)).toEqual([false, false, false]);
  expect(sameRevision(markOf(row), row)).toBe(true);
  expect(sameRevision(markOf(row), { revision: 17 })).toBe(false);
  expect(sameRevision(markOf({ revision: 17 }), row)).toBe(false);
});
