// Owns the measurement of how soon an outage is made good: devices speak while InfluxDB is away, then it comes back.
import { setTimeout as sleep } from 'node:timers/promises';
import { type LoadOptions, messagesIn, publish } from '../ingest/load.ts';
import type { Takt } from './contestants.ts';

export interface Replay {
  /** Values per second, from the first one stored to the last. */
  valuesPerSecond: number;
  messages: number;
  lost: number;
}

const valuesPerMessage = 9;
const limitMs = 120_000;

export async function measureReplay(takt: Takt, load: LoadOptions): Promise<Replay> {
  await takt.store.kill();
  const messages = messagesIn(await publish(load));
  await takt.store.comeBack();
  const deadline = performance.now() + limitMs;
  let first: { at: number; points: number } | undefined;
  let last = { at: performance.now(), points: 0 };
  while (last.points < messages && performance.now() < deadline) {
    // InfluxDB's own account begins anew with its process.
    const points = await takt.progress();
    if (points > last.points) last = { at: performance.now(), points };
    if (points > 0) first ??= last;
    await sleep(20);
  }
  const arrived = await takt.arrived();
  const span = (last.at - (first?.at ?? last.at)) / 1000;
  return {
    valuesPerSecond: ((last.points - (first?.points ?? 0)) * valuesPerMessage) / span,
    messages,
    lost: messages - arrived,
  };
}
