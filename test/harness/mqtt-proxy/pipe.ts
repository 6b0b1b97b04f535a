// Owns one direction of a connection: packets wait, vanish or come twice as the weather says, and never change their order.
import type { Socket } from 'node:net';
import type { Random } from '../../../edge-agent/src/drivers/simulator/random.ts';
import { createSplitter, mayBeLost } from './packets.ts';
import type { Tally, Weather } from './weather.ts';

/** Bytes held back from which on the sender is not read any more. */
const highWater = 1024 * 1024;

export interface Pipe {
  /** The weather has changed. */
  look(): void;
}

export function createPipe(options: {
  from: Socket;
  to: Socket;
  weather: () => Weather;
  random: Random;
  tally: Tally;
}): Pipe {
  const { from, to, weather, random, tally } = options;
  const split = createSplitter();
  const held: { packet: Buffer; dueAt: number }[] = [];
  let heldBytes = 0;
  let lastDueAt = 0;
  let congested = false;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;

  function hold(packet: Buffer): void {
    const [least, most] = weather().delayMs;
    lastDueAt = Math.max(lastDueAt, performance.now() + random.between(least, most));
    held.push({ packet, dueAt: lastDueAt });
    heldBytes += packet.length;
  }

  function arrive(packet: Buffer): void {
    const { drop, duplicate } = weather();
    const exposed = mayBeLost(packet);
    if (exposed && random.chance(drop)) {
      tally.dropped++;
      return;
    }
    hold(packet);
    if (!exposed || !random.chance(duplicate)) return;
    tally.duplicated++;
    hold(packet);
  }

  function pump(): void {
    clearTimeout(timer);
    if (congested || weather().stalled) return;
    const now = performance.now();
    let due = 0;
    while (due < held.length && (held[due]?.dueAt ?? 0) <= now) due++;
    if (due > 0) send(held.splice(0, due).map(({ packet }) => packet));
    const [next] = held;
    if (next && !congested) timer = setTimeout(pump, next.dueAt - now);
    if (!next && ended) to.end();
    if (heldBytes < highWater) from.resume();
  }

  function send(packets: Buffer[]): void {
    const bytes = Buffer.concat(packets);
    heldBytes -= bytes.length;
    congested = !to.write(bytes);
  }

  from.on('data', (chunk: Buffer) => {
    for (const packet of split(chunk)) arrive(packet);
    pump();
    if (heldBytes >= highWater) from.pause();
  });
  to.on('drain', () => {
    congested = false;
    pump();
  });
  to.on('close', () => {
    clearTimeout(timer);
    from.destroy();
  });
  from.on('close', () => {
    ended = true;
    pump();
  });
  return { look: pump };
}
