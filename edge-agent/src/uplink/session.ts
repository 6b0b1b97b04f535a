// Owns one Sparkplug session: births, then frames in order within the window, and going back when something was lost.
import { deviceTopic, nodeTopic } from '@takt/model/topics';
import type { Cursor, Outbox } from '../outbox/index.ts';
import type { Catalogue, Device } from './catalogue.ts';
import { deviceBirth, deviceData, deviceDeath, nodeBirth } from './payloads.ts';

export interface SessionOptions {
  site: string;
  node: string;
  bdSeq: number;
  outbox: Outbox;
  catalogue: Catalogue;
  /** Most frames sent and not committed. */
  window: number;
  /** Without a commit for this long, with frames in flight, everything uncommitted is sent again. */
  stallMs: number;
  clock: () => number;
  /** QoS 0, not retained; resolves when the bytes are on their way. */
  publish(topic: string, payload: Uint8Array): Promise<void>;
  onBirth?: (reason: string) => void;
}

export interface Session {
  /** Offset of the next frame to be sent. */
  readonly next: number;
  /** Runs until {@link end}; rejects where publishing fails. */
  run(): Promise<void>;
  /** Births again, then sends everything that is not committed. */
  rebirth(reason: string): void;
  committed(offset: number): void;
  /** There may be something to do: new frames, or a machine that came or went. */
  wake(): void;
  end(): void;
}

export function createSession(options: SessionOptions): Session {
  const { site, node, outbox, catalogue, clock } = options;
  let seq = 0;
  let next = outbox.first;
  let ended = false;
  let wanted: string | undefined = 'session begins';
  let progressAt = 0;
  let awake: (() => void) | undefined;
  let woken = false;

  function wake(): void {
    woken = true;
    awake?.();
  }

  /** Sleeps until woken, or until a stall must be noticed. */
  async function sleep(): Promise<void> {
    if (woken) {
      woken = false;
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      awake = resolve;
      if (inFlight() > 0) timer = setTimeout(resolve, Math.max(1, progressAt + options.stallMs - clock()));
    });
    clearTimeout(timer);
    awake = undefined;
    woken = false;
  }

  const inFlight = () => next - outbox.first;

  /** One more than the message before, after 255 comes 0 [tck-id-payloads-sequence-num-incrementing]. */
  function nextSeq(): number {
    seq = (seq + 1) % 256;
    return seq;
  }

  async function birth(cursor: Cursor, reason: string): Promise<void> {
    next = outbox.first;
    cursor.seek(next);
    catalogue.forgetBirths();
    seq = 0;
    progressAt = clock();
    const facts = { bdSeq: options.bdSeq, epoch: outbox.epoch, first: next, evicted: outbox.evicted };
    await options.publish(nodeTopic('NBIRTH', site, node), nodeBirth(facts, clock()));
    // All devices follow at once, before any data [tck-id-payloads-dbirth-order].
    for (const device of catalogue.devices()) if (device.reachable) await bearDevice(device);
    options.onBirth?.(reason);
  }

  async function bearDevice(device: Device): Promise<void> {
    device.bornWith = device.signals.size;
    await options.publish(deviceTopic('DBIRTH', site, node, device.machine), deviceBirth(device, nextSeq(), clock()));
  }

  /** Sends the next frame if there is one and the window allows it. */
  async function sendNext(cursor: Cursor): Promise<boolean> {
    if (inFlight() >= options.window) return false;
    const frame = await cursor.next();
    if (ended || wanted !== undefined) return true;
    if (!frame) return false;
    if (frame.offset !== next) return skipGap(cursor, frame.offset);
    const device = catalogue.learn(frame);
    if (device.bornWith < device.signals.size) await bearDevice(device);
    if (inFlight() === 0) progressAt = clock();
    next++;
    const topic = deviceTopic('DDATA', site, node, device.machine);
    await options.publish(topic, deviceData(device, frame, nextSeq(), clock()));
    return true;
  }

  /** Frames were evicted or cannot be read. What is in flight before them is waited for; then a birth names the new beginning. */
  function skipGap(cursor: Cursor, found: number): boolean {
    if (outbox.first < next) {
      cursor.seek(next);
      return false;
    }
    outbox.trim(found - 1);
    wanted = 'frames are missing from the outbox';
    return true;
  }

  /** A machine that went is declared dead, one that came back is born, once all its readings are sent. */
  async function settleDevices(): Promise<void> {
    for (const device of catalogue.devices()) {
      if (device.reachable && device.bornWith === 0) await bearDevice(device);
      if (device.reachable || device.bornWith === 0) continue;
      device.bornWith = 0;
      await options.publish(deviceTopic('DDEATH', site, node, device.machine), deviceDeath(nextSeq(), clock()));
    }
  }

  return {
    get next() {
      return next;
    },
    async run() {
      const cursor = outbox.cursor(next);
      try {
        while (!ended) {
          if (inFlight() > 0 && clock() - progressAt >= options.stallMs) wanted ??= 'no commit';
          if (wanted !== undefined) {
            const reason = wanted;
            wanted = undefined;
            await birth(cursor, reason);
          }
          if (await sendNext(cursor)) continue;
          if (inFlight() < options.window) await settleDevices();
          await sleep();
        }
      } finally {
        await cursor.close();
      }
    },
    rebirth(reason) {
      wanted ??= reason;
      wake();
    },
    committed(offset) {
      if (offset >= next || offset < outbox.first) return;
      outbox.trim(offset);
      progressAt = clock();
      wake();
    },
    wake,
    end() {
      ended = true;
      wake();
    },
  };
}
