// Owns the MQTT port: how the server hears devices and speaks to them, whatever broker stands behind.

export interface InboundMessage {
  topic: string;
  payload: Uint8Array;
  qos: 0 | 1 | 2;
  retain: boolean;
  /** Client id where the broker tells; undefined with an external broker. */
  client: string | undefined;
}

/**
 * Called once per message, synchronously and in order. Returns undefined when the message needs no promise (QoS 0), or a promise
 * that resolves when it is durable: the embedded broker holds its PUBACK until then. A rejected promise withholds the PUBACK.
 */
export type InboundHandler = (message: InboundMessage) => Promise<void> | undefined;

export interface MqttPort {
  /** Starts listening; messages arrive from here on. */
  start(handler: InboundHandler): Promise<void>;
  publish(topic: string, payload: Uint8Array | string, options?: { retain?: boolean; qos?: 0 | 1 }): Promise<void>;
  /** Port the embedded broker listens on; undefined with an external broker. */
  readonly port: number | undefined;
  readonly connected: boolean;
  close(): Promise<void>;
}
