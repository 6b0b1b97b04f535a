// Owns what a network may do to MQTT: the weather in it, and the count of what it did.

export interface Weather {
  /** Whoever connects is cut off at once. */
  refusing: boolean;
  /** Connections stay, and nothing passes; what was sent comes when this is over. */
  stalled: boolean;
  /** How long each packet takes, ms, drawn between the two; the order stays, as in TCP. */
  delayMs: readonly [least: number, most: number];
  /**
   * Probability that a message of QoS 0 is lost, or comes twice. Only those: TCP loses nothing on a connection that lives, and a broker
   * drops and repeats only what it may.
   */
  drop: number;
  duplicate: number;
}

export const calm: Weather = { refusing: false, stalled: false, delayMs: [0, 0], drop: 0, duplicate: 0 };

export interface Tally {
  dropped: number;
  duplicated: number;
}
