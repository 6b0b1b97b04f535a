// Owns who a client of the embedded broker is and what it may say and hear: asked of the gate once, at its CONNECT.
import { createHmac, randomBytes } from 'node:crypto';
import { deathTopic, publishRule, subscribeRule, type TopicRule } from '@takt/model/topics';
import type { AuthenticateError, Client, ConnectPacket } from 'aedes';
import type { Log } from '../../../log/index.ts';
import type { Metrics } from '../../../metrics/index.ts';
import type { DeviceCredentials, DeviceGate, DeviceIdentity, PacketFault } from '../../port.ts';
import type { Arrivals } from './arrivals.ts';
import type { Origin } from './listeners.ts';
import { createRecent } from './recent.ts';
import { refusal } from './rules.ts';

/** Asked before a message or a subscription; undefined: nobody asks who a client is. */
export interface Standing {
  identity: DeviceIdentity;
  mayPublish: TopicRule;
  maySubscribe: TopicRule;
  /** Client id the device gave itself; the broker knows it by its user name. */
  clientId: string;
}

type Verdict =
  | { ok: true; standing: Standing }
  | { ok: false; fault?: PacketFault; detail: string; returnCode: number };

/** MQTT 3.1.1 §3.2.2.3. */
const serverUnavailable = 3;
const badUsernameOrPassword = 4;
const notAuthorized = 5;
/** Wrong credentials that come again are refused without asking, for this long. */
const sameAgainMs = 10_000;

export interface AdmissionOptions {
  gate: DeviceGate;
  arrivals: Arrivals;
  metrics: Metrics;
  log: Log;
  clock: () => number;
  refuse(fault: PacketFault, detail: string, topic?: string): void;
  /** Counts what was listed a moment ago. */
  countOnly(fault: PacketFault): void;
  /** A device gave itself the client id of another one that is connected. */
  onForeignClientId(clientId: string, username: string): void;
}

export interface Admission {
  /**
   * Judges a CONNECT. The client id is replaced by the user name, as Mosquitto’s `use_username_as_clientid` does: a client id is
   * free to choose and would let everybody end everybody’s connection (MQTT-3.1.4-2). One user is one connection.
   */
  connecting(client: Client, packet: ConnectPacket, origin: Origin): void;
  /** The error that makes the CONNACK, or null. */
  verdict(client: Client): AuthenticateError | null;
  standing(client: Client): Standing | undefined;
  /** To be told when a connection stands, and when it ends. */
  connected(client: Client): void;
  ended(client: Client): void;
  close(): void;
}

export function createAdmission(options: AdmissionOptions): Admission {
  const { gate, arrivals, metrics, log, clock } = options;
  const connectionsRefused = metrics.counter(
    'takt_mqtt_connections_refused_total',
    'Connections refused by the broker before anything was read, and those of users that connect too often',
    ['reason'],
  );
  const cuts = metrics.counter(
    'takt_mqtt_access_cut_total',
    'Connections cut because the access of their device was changed or taken away',
  );
  const standings = new WeakMap<Client, Standing>();
  const errors = new WeakMap<Client, AuthenticateError>();
  /** Clients of each user: from their CONNECT on, so that none escapes a cut. */
  const live = new Map<string, Set<Client>>();
  const established = new WeakSet<Client>();
  const clientIds = new Map<string, string>();
  const wrong = createWrongCredentials(clock);

  function judge(packet: ConnectPacket, { address, certificate }: Origin): Verdict {
    if (certificate.kind === 'bad') {
      arrivals.failed(address);
      const detail = `certificate from ${address}: ${certificate.reason}`;
      return { ok: false, fault: 'bad_certificate', detail, returnCode: notAuthorized };
    }
    const certificateFingerprint = certificate.kind === 'valid' ? certificate.fingerprint : undefined;
    const credentials = { username: packet.username, password: packet.password, certificateFingerprint };
    const key = `${address} ${wrong.digest(credentials)}`;
    const known = wrong.peek(key);
    if (known) return known;
    const anything = (credentials.username ?? certificateFingerprint) !== undefined;
    const identity = anything ? gate.authenticate(credentials) : undefined;
    if (identity) return grant(identity, packet, address);
    arrivals.failed(address);
    const who = anything ? nameOf(credentials) : 'a client without user name and certificate';
    const verdict = {
      ok: false,
      detail: `${who} from ${address} is not known`,
      returnCode: credentials.username === undefined ? notAuthorized : badUsernameOrPassword,
    } as const;
    wrong.keep(key, verdict);
    return { ...verdict, fault: 'not_authenticated' };
  }

  function grant(identity: DeviceIdentity, packet: ConnectPacket, address: string): Verdict {
    const { username } = identity;
    const standing: Standing = {
      identity,
      mayPublish: publishRule(identity),
      maySubscribe: subscribeRule(identity),
      clientId: packet.clientId,
    };
    if (!arrivals.admitUser(username)) {
      connectionsRefused.inc({ reason: 'user_rate' });
      return { ok: false, detail: `${username} connects too often`, returnCode: serverUnavailable };
    }
    if (packet.will && !standing.mayPublish(packet.will.topic)) {
      const detail = `will of ${username} from ${address} on ${packet.will.topic.slice(0, 200)}`;
      return { ok: false, fault: 'will_not_allowed', detail, returnCode: notAuthorized };
    }
    return { ok: true, standing };
  }

  /** The name of a refused client is nobody's, so that its end touches nobody's session. */
  let refusedClients = 0;
  function turnAway(client: Client, packet: ConnectPacket, verdict: Verdict & { ok: false }): void {
    if (verdict.fault) options.refuse(verdict.fault, verdict.detail, packet.will?.topic);
    else if (verdict.returnCode !== serverUnavailable) options.countOnly('not_authenticated');
    delete packet.will;
    packet.clientId = `refused ${++refusedClients}`;
    errors.set(client, Object.assign(refusal(verdict.detail), { returnCode: verdict.returnCode }));
  }

  function cut(usernames: readonly string[]): void {
    wrong.forget();
    for (const username of usernames) {
      for (const client of live.get(username) ?? []) {
        const standing = standings.get(client);
        // Its last word may be that it is gone, and nothing else.
        if (standing) standing.mayPublish = (topic) => topic === deathTopic(standing.identity);
        cuts.inc();
        log.info({ username }, 'the access of a device changed; its connection is cut');
        client.close();
      }
    }
  }
  const stopListening = gate.onChanged(cut);

  return {
    connecting(client, packet, origin) {
      let verdict: Verdict;
      try {
        verdict = judge(packet, origin);
      } catch (error) {
        log.error({ err: error }, 'a device cannot be told from others');
        verdict = { ok: false, detail: 'identities cannot be asked for', returnCode: serverUnavailable };
      }
      if (!verdict.ok) {
        turnAway(client, packet, verdict);
        return;
      }
      const { standing } = verdict;
      const { username } = standing.identity;
      const owner = clientIds.get(standing.clientId);
      if (owner !== undefined && owner !== username) options.onForeignClientId(standing.clientId, username);
      packet.clientId = username;
      standings.set(client, standing);
      const clients = live.get(username) ?? new Set();
      live.set(username, clients.add(client));
    },
    verdict: (client) => (standings.has(client) ? null : (errors.get(client) ?? strangerError())),
    standing: (client) => standings.get(client),
    connected(client) {
      const standing = standings.get(client);
      if (!standing) return;
      const { username } = standing.identity;
      if (standing.clientId !== '' && !clientIds.has(standing.clientId)) clientIds.set(standing.clientId, username);
      // aedes forgets a connection that is just ending when the next one of its name comes.
      for (const other of live.get(username) ?? []) if (other !== client && established.has(other)) other.close();
      established.add(client);
    },
    ended(client) {
      const standing = standings.get(client);
      if (!standing) return;
      const { username } = standing.identity;
      const clients = live.get(username) ?? new Set();
      clients.delete(client);
      if (clients.size === 0) live.delete(username);
      const stays = [...clients].some((other) => standings.get(other)?.clientId === standing.clientId);
      if (!stays && clientIds.get(standing.clientId) === username) clientIds.delete(standing.clientId);
    },
    close: stopListening,
  };
}

function strangerError(): AuthenticateError {
  return Object.assign(refusal('nobody judged this client'), { returnCode: notAuthorized });
}

function nameOf({ username, certificateFingerprint }: DeviceCredentials): string {
  if (username !== undefined) return `user "${username.slice(0, 130)}"`;
  return `the device with certificate ${certificateFingerprint}`;
}

/** Remembers wrong credentials without knowing them, so that a device set up wrongly costs nothing and harms none beside it. */
function createWrongCredentials(clock: () => number) {
  const secret = randomBytes(32);
  const recent = createRecent<{ until: number; verdict: Verdict }>(10_000);
  return {
    digest({ username, password, certificateFingerprint }: DeviceCredentials): string {
      const hash = createHmac('sha256', secret).update(JSON.stringify([username, certificateFingerprint]));
      if (password) hash.update(password);
      return hash.digest('base64');
    },
    peek(key: string): Verdict | undefined {
      const found = recent.peek(key);
      return found && clock() < found.until ? found.verdict : undefined;
    },
    keep: (key: string, verdict: Verdict) => recent.set(key, { until: clock() + sameAgainMs, verdict }),
    forget: recent.clear,
  };
}
