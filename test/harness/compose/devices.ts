// Owns giving devices their credentials at the broker of docker-compose.yml, as takt-api does it, without the rest of Takt.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CredentialIssue, IssuedCredential } from '@takt/model/devices';
import { createMosquittoSync, openDeviceCredentials } from '../../../server/src/devices/credentials/index.ts';
import { openDatabase } from '../../../server/src/platform/database/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createDynamicSecurity } from '../../../server/src/platform/mqtt/adapters/mosquitto/index.ts';
import { until } from '../until.ts';
import type { Container, Stack } from './stack.ts';

const tester = { actor: 'system', actorName: 'test', address: null };
export interface Devices {
  /** Rejects where the broker has not taken it. */
  issue(site: string, name: string, wish?: Partial<CredentialIssue>): Promise<IssuedCredential>;
  /** Its password. */
  password(site: string, name: string, wish?: Partial<CredentialIssue>): Promise<string>;
  revoke(site: string, name: string): Promise<void>;
  close(): Promise<void>;
}

/** A secret of the stack that is a URL of the broker, as it is reached here. */
export function brokerUrl({ secrets }: Stack, container: Container, secret: 'mqtt-url' | 'mqtt-admin-url'): string {
  const url = new URL(readFileSync(join(secrets, secret), 'utf8').trim());
  return `mqtt://${url.username}:${url.password}@127.0.0.1:${container.port(1883)}`;
}

export async function openDevices(stack: Stack, broker: Container): Promise<Devices> {
  const database = await openDatabase({ path: ':memory:' });
  const { db } = database;
  const log = createLog({ level: 'silent' });
  const clock = Date.now;
  const [certificate, key] = ['mqtt-ca.crt', 'mqtt-ca.key'].map((name) =>
    readFileSync(join(stack.secrets, name), 'utf8'),
  );
  const credentials = await openDeviceCredentials({
    db,
    clock,
    log,
    sites: () => ['s1', 'qijiang'],
    authority: { certificate: certificate ?? '', key: key ?? '' },
    audit: async () => {},
    broker: true,
  });
  const url = brokerUrl(stack, broker, 'mqtt-admin-url');
  const security = createDynamicSecurity({ url, clientId: 'takt-credentials', log });
  const sync = createMosquittoSync({ broker: security, db, authority: credentials.authority, clock, log });
  credentials.gate.onWritten(() => void sync.push().catch(() => undefined));
  await until(() => security.connected, { what: 'the administrator of the broker' });

  const { lifecycle } = credentials;
  async function issue(site: string, name: string, wish: Partial<CredentialIssue> = {}): Promise<IssuedCredential> {
    const outcome = await lifecycle.issue({ site, name, by: tester }, { kind: 'node', method: 'password', ...wish });
    if (!outcome.ok) throw new Error(outcome.refusal.detail);
    if (outcome.value.credential.broker !== 'current') throw new Error('the broker has not taken it');
    return outcome.value;
  }
  return {
    issue,
    async password(site, name, wish) {
      const issued = await issue(site, name, wish);
      if (issued.method !== 'password') throw new Error('it is a certificate');
      return issued.secret;
    },
    async revoke(site, name) {
      await lifecycle.revoke({ site, name, by: tester });
    },
    async close() {
      await sync.close();
      await credentials.close();
      await database.close();
    },
  };
}
