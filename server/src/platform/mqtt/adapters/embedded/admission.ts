// Owns who a client of the embedded broker is and what it may say and hear: asked of the gate once, at its CONNECT.
import { deathTopic } from '@takt/model/topics';
import type { AuthenticateError, Client, ConnectPacket } from 'aedes';
import type { Log } from '../../../log/index.ts';
import type { Metrics } from '../../../metrics/index.ts';
import type { DeviceCredentials, DeviceGate, DeviceIdentity, PacketFault } from '../../port.ts';
import type { Arrivals } from './arrivals.ts';
import type { Origin } from './listeners.ts';
import { createLiveClients } from './live-clients.ts';
import { refusal } from './rules.ts';
import { type Standing, standingOf } from './standing.ts';
import { createWrongCredentials } from './wrong-credentials.ts';

/** `fault` counts it, `listed` also puts it where people see it. */
interface TurnedAway {
  ok: false;
  returnCode: number;
  detail: string;
  fault?: PacketFault;
  listed?: boolean;
}
type Verdict = { ok: true; standing: Standing } | TurnedAway;

/** Return codes of CONNACK, MQTT 3.1.1 §3.2.2.3. */
const serverUnavailable = 3;
const badUsernameOrPassword = 4;
const notAuthorized = 5;

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
  /** Hears no more of changes. */
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
  const live = createLiveClients();
  const errors = new WeakMap<Client, AuthenticateError>();
  const wrong = createWrongCredentials<TurnedAway>(clock);
  let turnedAway = 0;

  function judge(packet: ConnectPacket, { address, certificate }: Origin): Verdict {
    if (certificate.kind === 'bad') {
      arrivals.failed(address);
      const detail = `certificate from ${address}: ${certificate.reason}`;
      return { ok: false, returnCode: notAuthorized, detail, fault: 'bad_certificate', listed: true };
    }
    const certificateFingerprint = certificate.kind === 'valid' ? certificate.fingerprint : undefined;
    const credentials = { username: packet.username, password: packet.password, certificateFingerprint };
    const known = wrong.verdictOn(address, credentials);
    if (known) return known;
    const anything = (credentials.username ?? certificateFingerprint) !== undefined;
    const identity = anything ? gate.authenticate(credentials) : undefined;
    if (identity) return grant(identity, packet, address);
    arrivals.failed(address);
    const verdict: TurnedAway = {
      ok: false,
      returnCode: credentials.username === undefined ? notAuthorized : badUsernameOrPassword,
      detail: `${nameOf(credentials)} from ${address} is not known`,
      fault: 'not_authenticated',
    };
    wrong.keep(address, credentials, verdict);
    return { ...verdict, listed: true };
  }

  function grant(identity: DeviceIdentity, { clientId, will }: ConnectPacket, address: string): Verdict {
    const { username } = identity;
    if (!arrivals.admitUser(username)) {
      connectionsRefused.inc({ reason: 'user_rate' });
      return { ok: false, returnCode: serverUnavailable, detail: `${username} connects too often` };
    }
    const standing = standingOf(identity, clientId);
    if (!will || standing.mayPublish(will.topic)) return { ok: true, standing };
    const detail = `will of ${username} from ${address}`;
    return { ok: false, returnCode: notAuthorized, detail, fault: 'will_not_allowed', listed: true };
  }

  function turnAway(client: Client, packet: ConnectPacket, { returnCode, detail, fault, listed }: TurnedAway): void {
    if (fault && listed) options.refuse(fault, detail, packet.will?.topic);
    else if (fault) options.countOnly(fault);
    delete packet.will;
    // A name nobody has, so that its end touches nobody's session.
    packet.clientId = `turned away ${++turnedAway}`;
    errors.set(client, Object.assign(refusal(detail), { returnCode }));
  }

  function letIn(client: Client, packet: ConnectPacket, standing: Standing): void {
    const { clientId, identity } = standing;
    const owner = live.ownerOf(clientId);
    if (owner !== undefined && owner !== identity.username) options.onForeignClientId(clientId, identity.username);
    packet.clientId = identity.username;
    live.add(client, standing);
  }

  const stopListening = gate.onChanged((usernames) => {
    wrong.forget();
    for (const client of usernames.flatMap(live.of)) {
      const standing = live.standing(client);
      if (!standing) continue;
      // Its last word may be that it is gone, and nothing else.
      standing.mayPublish = (topic) => topic === deathTopic(standing.identity);
      cuts.inc();
      log.info({ username: standing.identity.username }, 'the access of a device changed; its connection is cut');
      client.close();
    }
  });

  return {
    connecting(client, packet, origin) {
      let verdict: Verdict;
      try {
        verdict = judge(packet, origin);
      } catch (error) {
        log.error({ err: error }, 'a device cannot be told from others');
        verdict = { ok: false, returnCode: serverUnavailable, detail: 'identities cannot be asked for' };
      }
      if (verdict.ok) letIn(client, packet, verdict.standing);
      else turnAway(client, packet, verdict);
    },
    verdict(client) {
      if (live.standing(client)) return null;
      return errors.get(client) ?? Object.assign(refusal('nobody judged this client'), { returnCode: notAuthorized });
    },
    standing: live.standing,
    connected: live.connected,
    ended: live.ended,
    close: stopListening,
  };
}

function nameOf({ username, certificateFingerprint }: DeviceCredentials): string {
  if (username !== undefined) return `user "${username.slice(0, 130)}"`;
  if (certificateFingerprint !== undefined) return `the device with certificate ${certificateFingerprint}`;
  return 'a client without user name and certificate';
}
