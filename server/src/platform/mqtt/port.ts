// Owns the MQTT port: how the server hears devices and speaks to them, whatever broker stands behind.
import type { TopicIdentity } from '@takt/model/topics';

export interface InboundMessage {
  topic: string;
  /** Valid during the call only; keep a copy of what is needed longer. */
  payload: Uint8Array;
  qos: 0 | 1 | 2;
  retain: boolean;
  /** Client id where the broker tells, which is the user name where devices have identities; undefined with an external broker. */
  client: string | undefined;
}

/**
 * Called once per message, synchronously and in order; must not throw. Returns undefined when the message needs no promise, or a
 * promise that resolves when it is durable: the embedded broker holds its PUBACK until then, and reads no further from
 * that client; a rejected promise withholds the PUBACK and cuts the client. For QoS 0 a promise means "not so fast": it resolves when
 * there is room again.
 */
export type InboundHandler = (message: InboundMessage) => Promise<void> | undefined;

export const packetFaults = [
  'too_large',
  'bad_topic',
  'not_allowed',
  'malformed_packet',
  /** CONNECT without a name and password, or a certificate, that is known. */
  'not_authenticated',
  /** CONNECT with a certificate that another authority signed or that is not valid at this time. */
  'bad_certificate',
  /** CONNECT with a will its device may not publish. */
  'will_not_allowed',
  'subscription_not_allowed',
] as const;
export type PacketFault = (typeof packetFaults)[number];

/** A packet the broker refused before anybody could handle it; only its client was cut. */
export interface RefusedPacket {
  reason: PacketFault;
  detail: string;
  /** Empty where the packet did not get as far. */
  topic: string;
  /** What is known of the payload; may be empty. */
  payload: Uint8Array;
  /** Declared size of the packet, where known. */
  bytes: number;
}

/** Who a client of the broker is. */
export interface DeviceIdentity extends TopicIdentity {
  /** `{site}/{name}` */
  username: string;
}

export interface DeviceCredentials {
  username: string | undefined;
  password: Uint8Array | undefined;
  /** SHA-256 of the client certificate (DER), lower-case hex, already verified against the authority. */
  certificateFingerprint: string | undefined;
}

/** What tells devices from each other: asked synchronously for every connection. */
export interface DeviceGate {
  /** Undefined where the credentials are nobody's. */
  authenticate(credentials: DeviceCredentials): DeviceIdentity | undefined;
  /** Told of usernames whose access changed or ended: their live connections are cut at once. Returns the way to listen no longer. */
  onChanged(listener: (usernames: readonly string[]) => void): () => void;
}

/** What the server says of itself: retained, QoS 1; the broker says `offline` where the connection breaks. */
export interface Presence {
  topic: string;
  online(at: number): string;
  offline(at: number): string;
}

export interface StartOptions {
  /** Filters to hear from the start; the embedded broker hears everything that devices may publish. */
  subscriptions: readonly string[];
  presence: Presence;
  onRefused(packet: RefusedPacket): void;
}

/**
 * Contract:
 * - `start` resolves when devices can be heard and `online` is published.
 * - What a client publishes arrives in the order it published.
 * - `close` publishes `offline`, then ends the connections. Nothing arrives after it resolves.
 * - Excluded: delivery of device telemetry to other clients in any order, retained telemetry, persistent client sessions.
 */
export interface MqttPort {
  /** Starts listening; messages arrive from here on. */
  start(handler: InboundHandler, options: StartOptions): Promise<void>;
  /** Hears these filters too, from when this resolves; without a connection from when there is one. */
  subscribe(filters: readonly string[]): Promise<void>;
  /** Hears these filters no longer; a message already under way may still come. */
  unsubscribe(filters: readonly string[]): Promise<void>;
  publish(topic: string, payload: Uint8Array | string, options?: { retain?: boolean; qos?: 0 | 1 }): Promise<void>;
  /** Port the embedded broker listens on; undefined with an external broker. */
  readonly port: number | undefined;
  /** Port it listens on with TLS, where it does. */
  readonly tlsPort: number | undefined;
  readonly connected: boolean;
  close(): Promise<void>;
}
