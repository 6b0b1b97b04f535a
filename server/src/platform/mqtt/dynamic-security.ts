// Owns the port to a broker whose clients and rights are changed while it runs: Mosquitto's dynamic-security plugin.

export interface BrokerCommand {
  command: string;
  [argument: string]: unknown;
}

export interface BrokerAnswer {
  command: string;
  /** The plugin's words; absent: done. */
  error?: string | undefined;
  data?: unknown;
}

/**
 * Contract:
 * - What one call asks is done in its order, and nothing of another call in between.
 * - It takes effect at once: rights by the next packet, and connections of a client that is changed or removed are cut.
 */
export interface DynamicSecurity {
  /** One answer for each command, in their order. Rejects where the broker is out of reach; then some may be done nevertheless. */
  run(commands: readonly BrokerCommand[]): Promise<BrokerAnswer[]>;
  readonly connected: boolean;
  /** Called whenever the broker is there, the first time too. */
  onConnected(listener: () => void): void;
  close(): Promise<void>;
}
