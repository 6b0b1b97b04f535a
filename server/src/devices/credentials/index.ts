// Public surface of credentials: issuing, rotating and revoking them, and the gate that tells devices from each other by them.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Bus } from '../../platform/bus/port.ts';
import type { Schema } from '../../platform/database/index.ts';
import type { BrokerQuestions } from '../../platform/http/broker.ts';
import type { Log } from '../../platform/log/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import { type Authority, type AuthorityOptions, findAuthority, openAuthority } from './authority/index.ts';
import { emqxQuestions } from './emqx.ts';
import { type CredentialGate, createDeviceGate, credentialChannel } from './gate.ts';
import { type Audit, createLifecycle, type Lifecycle } from './lifecycle.ts';
import { watchCredentials } from './metrics.ts';
import { findCredential } from './repository.ts';
import { type CredentialHandlers, credentialRoutes } from './routes.ts';

export type { Authority } from './authority/index.ts';
export type { CredentialGate } from './gate.ts';
export type { Attribution, Audit, AuditEntry, Lifecycle } from './lifecycle.ts';
export { createMosquittoSync, type MosquittoSync } from './mosquitto/sync.ts';
export type { CredentialHandlers } from './routes.ts';

export interface DeviceCredentialOptions {
  db: Kysely<Schema>;
  bus?: Pick<Bus, 'publish' | 'subscribe'> | undefined;
  clock: () => number;
  log: Log;
  sites: () => readonly string[];
  authority: AuthorityOptions['source'];
  audit: Audit;
  /** An external broker holds credentials itself (Mosquitto with its dynamic-security plugin). */
  broker?: boolean;
  /** Absent: nobody watches. */
  metrics?: Metrics;
}

export interface DeviceCredentials {
  handlers: CredentialHandlers;
  lifecycle: Lifecycle;
  gate: CredentialGate;
  authority(): Promise<Authority>;
  /** Answers to a broker that asks about its clients, and knows this secret. */
  questions(secret: string): BrokerQuestions;
  close(): Promise<void>;
}

/** A broker that is slow or away keeps nobody waiting: the answer then says that it is still to be told. */
const patienceMs = 3000;
const lookEveryMs = 50;

export async function openDeviceCredentials(options: DeviceCredentialOptions): Promise<DeviceCredentials> {
  const { db, bus, clock, log, broker = false } = options;
  const authority = once(() => openAuthority({ clock, source: options.authority }));
  const found = once(async () => {
    const there = await findAuthority({ clock, source: options.authority });
    if (!there) throw new Error('there is no authority of devices yet');
    return there;
  });
  if (options.metrics) watchCredentials(options.metrics, { db, authority: () => found().catch(() => undefined) });
  const gate = await createDeviceGate({ db, bus, clock, log });
  async function onWritten(username: string): Promise<void> {
    bus?.publish(credentialChannel, null);
    await gate
      .refresh()
      .catch((error: unknown) => log.warn({ err: error }, 'a changed credential is not known everywhere yet'));
    if (broker) await brokerTold(db, username);
  }
  const { sites, audit } = options;
  const lifecycle = createLifecycle({ db, clock, sites, audit, authority, broker, onWritten });
  return {
    handlers: credentialRoutes({ db, clock, lifecycle, authority, broker }),
    lifecycle,
    gate,
    authority,
    questions: (secret) => ({ secret, ...emqxQuestions(gate) }),
    close: gate.close,
  };
}

/** One for all who ask; asked anew where it failed. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}

/** Whichever process tells the broker. */
async function brokerTold(db: Kysely<Schema>, username: string): Promise<void> {
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; ) {
    const row = await findCredential(db, username);
    if (row?.sealed === null) return;
    await sleep(lookEveryMs);
  }
}
