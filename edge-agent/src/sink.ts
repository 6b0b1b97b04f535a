// Owns the way from drivers into the outbox: frames of a bounded size, counts of what was refused, room for bursts.
import type { Sink } from './drivers/driver.ts';
import type { LifeSigns } from './life-signs.ts';
import type { Outbox, Reading } from './outbox/index.ts';
import type { Uplink } from './uplink/index.ts';

/** One frame becomes one MQTT message; brokers bound its size. */
const maxFrameReadings = 2000;
const maxFrameCharacters = 200_000;

export interface SinkOptions {
  outbox: Outbox;
  uplink: Uplink;
  /** Undefined for drivers that bring their own life signs or none. */
  lifeSigns: LifeSigns | undefined;
  /** Bytes in the outbox above which there is no room for a burst. */
  roomBytes: number;
  onRefused: (machine: string, samples: number, reason: 'full' | 'disk') => void;
  onProgress: (done: number, total: number) => void;
}

/** `release` lets everyone go who waits for room, for good. */
export function createSink(options: SinkOptions): Sink & { release(): void } {
  const { outbox, uplink, lifeSigns } = options;
  const reachable = new Map<string, boolean>();
  let waiting: (() => void)[] = [];
  let released = false;

  const hasRoom = () => released || outbox.bytes <= options.roomBytes;
  uplink.onCommit(() => {
    if (waiting.length === 0 || !hasRoom()) return;
    for (const go of waiting) go();
    waiting = [];
  });

  async function append(machine: string, readings: readonly Reading[]): Promise<number | undefined> {
    const outcome = await outbox.append(machine, readings);
    if (outcome.kind === 'stored') return outcome.offset;
    options.onRefused(machine, readings.length, outcome.reason);
    return undefined;
  }

  return {
    async readings(machine, readings) {
      if (readings.length === 0) return outbox.durable;
      lifeSigns?.note(machine, readings);
      const offsets = await Promise.all(frames(readings).map((frame) => append(machine, frame)));
      return offsets.includes(undefined) ? undefined : offsets.at(-1);
    },
    reachable(machine, isReachable) {
      reachable.set(machine, isReachable);
      if (!lifeSigns) return uplink.setReachable(machine, isReachable);
      // Its last word, that its state is unknown, goes before its death. It may be back by then.
      void lifeSigns
        .reachable(machine, isReachable)
        .then(() => uplink.setReachable(machine, reachable.get(machine) ?? isReachable));
    },
    lastAt: (machine) => outbox.lastAt(machine),
    room() {
      if (hasRoom()) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
    progress: options.onProgress,
    committed: () => outbox.first - 1,
    release() {
      released = true;
      for (const go of waiting) go();
      waiting = [];
    },
  };
}

function frames(readings: readonly Reading[]): (readonly Reading[])[] {
  const found: (readonly Reading[])[] = [];
  let start = 0;
  let characters = 0;
  for (const [index, { value }] of readings.entries()) {
    if (index - start >= maxFrameReadings || characters > maxFrameCharacters) {
      found.push(readings.slice(start, index));
      start = index;
      characters = 0;
    }
    if (typeof value === 'string') characters += value.length;
  }
  found.push(start === 0 ? readings : readings.slice(start));
  return found;
}
