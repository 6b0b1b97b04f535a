// Owns what the tests of the SHDR driver and the replay stand on: drivers that listen, replays that serve, all ended after each test.
import pino from 'pino';
import { afterEach, beforeEach } from 'vitest';
import type { Sink } from '../../../edge-agent/src/drivers/driver.ts';
import { createShdr, shdrSchema } from '../../../edge-agent/src/drivers/shdr/index.ts';
import type { Reading } from '../../../edge-agent/src/outbox/index.ts';
import { type ReplayEvent, type ReplayOptions, startReplay } from '../../../edge-agent/src/replay/server.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';

const closers: (() => Promise<void>)[] = [];
export let temp: TempDirectory;

beforeEach(async () => {
  temp = await createTempDirectory('shdr');
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await temp.remove();
});

/** Ends something after the test, the latest first. */
export function closeLater(close: () => Promise<void>): void {
  closers.push(close);
}

export interface Heard {
  readings: (Reading & { machine: string })[];
  reachable: boolean[];
  /** Lines of the log. */
  log: Record<string, unknown>[];
  stored: Map<string, unknown>;
  stop(): Promise<void>;
}

/** A driver with a sink that keeps everything, and waits where `gate` says so. */
export function listen(port: number, settings: object = {}, gate: () => Promise<void> = async () => {}): Heard {
  const heard: Omit<Heard, 'stop'> = { readings: [], reachable: [], log: [], stored: new Map() };
  const sink: Sink = {
    async readings(machine, readings) {
      await gate();
      for (const reading of readings) {
        heard.readings.push({ machine, ...reading });
        heard.stored.set(`${machine}|${reading.signal}|${reading.at}`, reading.value);
      }
      return heard.readings.length;
    },
    reachable: (_, reachable) => void heard.reachable.push(reachable),
    lastAt: () => undefined,
    room: async () => {},
    progress() {},
    committed: () => 0,
  };
  const config = shdrSchema.parse({
    kind: 'shdr',
    machine: 'm',
    reconnectMs: 20,
    reconnectMaxMs: 40,
    ...settings,
    port,
  });
  const log = pino({ level: 'debug' }, { write: (line: string) => void heard.log.push(JSON.parse(line)) });
  const stop = createShdr(config, log).start(sink);
  closeLater(stop);
  return { ...heard, stop };
}

/** Serves a recording as fast as it is taken. */
export async function serve(path: string, options: Partial<ReplayOptions> = {}) {
  const events: ReplayEvent[] = [];
  const replay = await startReplay({
    path,
    port: 0,
    speed: Number.POSITIVE_INFINITY,
    longestPauseMs: 1000,
    atEnd: 'hold',
    shuffle: undefined,
    heartbeatMs: 10_000,
    onEvent: (event) => events.push(event),
    ...options,
  });
  closeLater(replay.close);
  return { port: replay.port, events, delivered: () => events.filter((event) => event.kind === 'delivered') };
}
