// Owns what the chaos suite knows of a topology: parts that can be killed and come back, networks that fail, and what to ask.
import type { TelemetryStore } from '../../../server/src/platform/telemetry-store/port.ts';
import type { ApiClient } from '../../harness/api-client.ts';
import type { MqttProxy } from '../../harness/mqtt-proxy/index.ts';
import type { Durations, Fault } from '../fault.ts';

/** Something that runs. */
export interface Part {
  /** Such as `influxdb` or `ingest-2`. */
  readonly name: string;
  /** SIGKILL; its files and ports stay. */
  kill(): Promise<void>;
  /** Starts again on the same files and ports; it need not be ready yet. */
  comeBack(): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  pause(): void;
  resume(): void;
}

export interface Topology {
  /** Where agents find the broker. */
  readonly mqttUrl: string;
  /** In the order they depend on each other. */
  readonly parts: readonly Part[];
  /** Parts that are not killed only but also stop answering without breaking off; by name. */
  readonly stalling: readonly string[];
  /** The ways to the broker. */
  readonly networks: Readonly<Record<string, MqttProxy>>;
  /** Faults that only this topology has, and that need all else to be in order. */
  further(durations: Durations): Fault[];
  /** A server that answers questions. */
  readonly api: ApiClient;
  /** The metrics of each server that answers at the moment, by a name that is another after a restart. */
  metrics(): Promise<Map<string, string>>;
  /** Servers that ended though nobody ended them after they had been ready, with the end of their output. */
  crashes(): string[];
  /** What helps to find out why facts differ, by name: what the servers wrote, and what the database says is still to be folded. */
  evidence(): Promise<Record<string, string>>;
  /** Resolves when every server is ready. */
  ready(): Promise<void>;
  /** Stops the servers in order and lets the store be read. */
  readStore<T>(read: (store: TelemetryStore) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}
