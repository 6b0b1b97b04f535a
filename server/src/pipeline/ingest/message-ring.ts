// Owns the last messages of one source, kept as they came and read only when somebody asks.

const kept = 20;
/** A longer payload is kept as a note of its length only. */
const maxKeptBytes = 4096;

export interface KeptMessage<Reading = unknown> {
  receivedAt: number;
  topic: string;
  /** Length of the payload as it came. */
  bytes: number;
  /** Undefined where it was too long to be kept. */
  payload: Uint8Array | undefined;
  /** What is needed to read the payload. */
  context: Reading;
}

interface Slot {
  receivedAt: number;
  topic: string;
  bytes: number;
  store: Uint8Array;
  context: unknown;
}

export interface MessageRing {
  keep(topic: string, payload: Uint8Array, receivedAt: number, context: unknown): void;
  /** Newest first. */
  newest(): KeptMessage[];
}

/** Slots are reused: keeping a message copies its bytes and allocates nothing. */
export function createMessageRing(): MessageRing {
  const slots: Slot[] = [];
  let next = 0;
  return {
    keep(topic, payload, receivedAt, context) {
      const bytes = payload.length;
      let slot = slots[next];
      if (!slot) {
        slot = { receivedAt, topic, bytes, store: new Uint8Array(0), context };
        slots.push(slot);
      }
      if (bytes <= maxKeptBytes) {
        if (slot.store.length < bytes) slot.store = new Uint8Array(Math.min(maxKeptBytes, Math.max(64, bytes * 2)));
        slot.store.set(payload);
      }
      slot.receivedAt = receivedAt;
      slot.topic = topic;
      slot.bytes = bytes;
      slot.context = context;
      next = (next + 1) % kept;
    },
    newest() {
      const oldestFirst = slots.length < kept ? slots : [...slots.slice(next), ...slots.slice(0, next)];
      return oldestFirst.toReversed().map(({ receivedAt, topic, bytes, store, context }) => {
        const payload = bytes <= maxKeptBytes ? store.subarray(0, bytes) : undefined;
        return { receivedAt, topic, bytes, payload, context };
      });
    },
  };
}
