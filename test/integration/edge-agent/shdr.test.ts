// Proves the SHDR driver over real TCP: connecting again, heartbeats, back pressure, recordings served by the replay.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fold } from '@takt/model/facts';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sink } from '../../../edge-agent/src/drivers/driver.ts';
import { createShdr, shdrSchema } from '../../../edge-agent/src/drivers/shdr/index.ts';
import type { Reading } from '../../../edge-agent/src/outbox/index.ts';
import { type ReplayEvent, type ReplayOptions, startReplay } from '../../../edge-agent/src/replay/server.ts';
import { hurco01, mazak01, okuma, type Recording, recordingPath } from '../../fixtures/recordings.ts';
import { startSource } from '../../harness/child.ts';
import { freePort } from '../../harness/free-port.ts';
import { describeWith } from '../../harness/requirements.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { type ScriptedAdapter, startAdapter } from './adapter.ts';

const t = '2024-01-01T00:00:00.000Z';
const closers: (() => Promise<void>)[] = [];
let temp: TempDirectory;

beforeEach(async () => {
  temp = await createTempDirectory('shdr');
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await temp.remove();
});

interface Heard {
  readings: (Reading & { machine: string })[];
  reachable: boolean[];
  /** Lines of the log. */
  log: Record<string, unknown>[];
  stored: Map<string, unknown>;
  stop(): Promise<void>;
}

/** A driver with a sink that keeps everything, and waits where `gate` says so. */
function listen(port: number, settings: object = {}, gate: () => Promise<void> = async () => {}): Heard {
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
  closers.push(stop);
  return { ...heard, stop };
}

async function adapter(options: Parameters<typeof startAdapter>[0] = {}): Promise<ScriptedAdapter> {
  const started = await startAdapter(options);
  closers.push(started.close);
  return started;
}

describe('the SHDR driver', () => {
  it('asks for the heartbeat, and keeps it as the adapter names it', async () => {
    const { port, heard } = await adapter({ pong: () => '* PONG 20\n' });
    listen(port);
    await until(() => heard().split('* PING\n').length > 5, { what: 'several heartbeats' });
    expect(heard().replaceAll('* PING\n', '')).toBe('');
  });

  it('takes an adapter for gone that misses two heartbeats, and connects again', async () => {
    let answers = 2;
    const { port, connections } = await adapter({ pong: () => (answers-- > 0 ? '* PONG 30\n' : undefined) });
    const { reachable, log } = listen(port);
    await until(() => connections() >= 2, { what: 'a second connection' });
    expect(reachable.slice(0, 3)).toEqual([false, true, false]);
    expect(log.map((line) => line.reason)).toContain('nothing was heard for 60 ms');
  });

  it('keeps a connection that is silent but has no heartbeat', async () => {
    const { port, connections, say, heard } = await adapter();
    const { readings } = listen(port);
    await until(() => heard() === '* PING\n');
    await new Promise((resolve) => setTimeout(resolve, 300));
    say(`${t}|a|1\n`);
    await until(() => readings.length === 1);
    expect(connections()).toBe(1);
  });

  it('connects again after a cut, and does not glue the torn line to the next one', async () => {
    const { port, connections, say, cut } = await adapter();
    const { readings, reachable } = listen(port);
    await until(() => connections() === 1);
    say(`${t}|a|1\n${t}|b|2`);
    await until(() => readings.length === 1);
    cut();
    await until(() => connections() === 2);
    say(`${t}|c|3\n`);
    await until(() => readings.length === 2);
    expect(readings.map(({ signal, value }) => [signal, value])).toEqual([
      ['a', 1],
      ['c', 3],
    ]);
    expect(reachable).toEqual([false, true, false, true]);
  });

  it('waits for an adapter that is not there yet', async () => {
    const port = await freePort();
    const { readings, log } = listen(port);
    await until(() => log.some((line) => String(line.reason).includes('ECONNREFUSED')));
    await adapter({ port, onConnect: (socket) => socket.write(`${t}|a|1\n`) });
    await until(() => readings.length === 1);
    // The same reason again and again is told once.
    expect(log.filter((line) => String(line.reason).includes('ECONNREFUSED'))).toHaveLength(1);
  });

  it('skips what is malformed or huge, counts it and goes on', async () => {
    const { port, say, connections } = await adapter();
    const heard = listen(port, { maxLineBytes: 1000 });
    await until(() => connections() === 1);
    say(`${t}|a|1\nnonsense\n${t}|a|${'x'.repeat(5_000_000)}\nyesterday|a|2\n${t}|b|2\n`);
    await until(() => heard.readings.length === 2);
    await heard.stop();
    const told = heard.log.filter((line) => line.kind !== undefined).map((line) => [line.kind, line.total]);
    expect(told).toEqual([
      ['malformed', 1],
      ['too_long', 1],
      ['bad_timestamp', 1],
    ]);
  });

  it('passes on lines out of order with their own time', async () => {
    const { port, say, connections } = await adapter();
    const { readings } = listen(port);
    await until(() => connections() === 1);
    say(`2024-01-01T00:00:05Z|a|5\n2024-01-01T00:00:02Z|a|2\n`);
    await until(() => readings.length === 2);
    expect(readings.map(({ at }) => new Date(at).getUTCSeconds())).toEqual([5, 2]);
  });

  it('stops at once, connected or not', async () => {
    const { port } = await adapter();
    const connected = listen(port);
    await until(() => connected.reachable.includes(true));
    await connected.stop();
    expect(connected.reachable.at(-1)).toBe(false);
    const waiting = listen(await freePort(), { reconnectMs: 600_000, reconnectMaxMs: 600_000 });
    await until(() => waiting.log.length > 0);
    await waiting.stop();
  });
});

async function serve(path: string, options: Partial<ReplayOptions> = {}) {
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
  closers.push(replay.close);
  return { port: replay.port, events, delivered: () => events.filter((event) => event.kind === 'delivered') };
}

describe('the replay', () => {
  it('delivers a large file no faster than the driver takes it', async () => {
    const path = join(temp.path, 'large.txt');
    const line = (index: number) =>
      `${new Date(Date.UTC(2024, 0, 1) + index).toISOString()}|count|${index}|text|${'y'.repeat(100)}`;
    const lines = 100_000;
    await writeFile(path, Array.from({ length: lines }, (_, index) => line(index)).join('\n'));
    const { port, delivered, events } = await serve(path);
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { readings } = listen(port, {}, () => gate);
    await until(() => events.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    // What is not taken waits in the file: 13 MB do not fit into the buffers between.
    expect(delivered()).toEqual([]);
    open();
    await until(() => readings.length === 2 * lines, { what: 'all readings' });
    expect(delivered()).toMatchObject([{ lines, untimed: 0 }]);
    expect(readings.filter((r) => r.signal === 'count').every((reading, index) => reading.value === index)).toBe(true);
  });

  it('answers heartbeats while nothing is to be said', async () => {
    const path = join(temp.path, 'short.txt');
    await writeFile(path, `${t}|a|1\n`);
    const { port, events } = await serve(path, { heartbeatMs: 30 });
    const { readings } = listen(port);
    await until(() => readings.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(events.filter((event) => event.kind === 'connected')).toHaveLength(1);
  });

  it('says goodbye after one round, or begins again', async () => {
    const path = join(temp.path, 'short.txt');
    await writeFile(path, `${t}|a|1\nno time\n`);
    const once = await serve(path, { atEnd: 'close' });
    const { reachable } = listen(once.port);
    await until(() => reachable.filter((now) => !now).length >= 2, { what: 'the goodbye' });
    expect(once.delivered()[0]).toMatchObject({ lines: 2, untimed: 1 });
    const loop = await serve(path, { atEnd: 'loop' });
    listen(loop.port);
    await until(() => loop.delivered().length > 3, { what: 'several rounds' });
  });
});

describe('the replay as a program', () => {
  const start = (args: string[]) => {
    const program = startSource('edge-agent/src/replay/main.ts', args);
    closers.push(program.kill);
    return program;
  };

  it('prints its port, tells what it delivered, and ends after one round', async () => {
    const path = join(temp.path, 'short.txt');
    await writeFile(path, `${t}|a|1\nno time\n`);
    const program = start([path, '--port', '0', '--speed', 'max', '--once']);
    const port = await until(() => /listening on 127\.0\.0\.1:(\d+)/.exec(program.output())?.[1]);
    const { readings } = listen(Number(port));
    await until(() => program.exitCode !== null, { what: 'its end' });
    expect(program.exitCode).toBe(0);
    expect(program.output()).toContain('delivered 2 lines, 1 of them without a time');
    expect(readings).toHaveLength(1);
  });

  it.each([
    [[], 'exactly one recording'],
    [['/nowhere'], '/nowhere cannot be read'],
    [['x', '--speed', 'fast'], '--speed'],
    [['x', '--port', '70000'], '--port'],
    [['x', '--once', '--loop'], '--once and --loop'],
    [['x', '--shuffle', 'much'], '--shuffle'],
    [['x', '--turbo'], '--turbo'],
  ])('refuses %j', async (args, reason) => {
    const program = start(args);
    await until(() => program.exitCode !== null, { what: 'its end' });
    expect(program.exitCode).toBe(2);
    expect(program.output()).toContain(reason);
  });
});

const known: [string, Recording, (heard: Heard) => void][] = [
  [
    'Hurco01',
    hurco01,
    ({ readings, stored }) => {
      const counts = readings.filter((r) => r.signal === 'good').map((r) => r.value);
      expect(counts).toEqual([null, null, 3035, 3036, 3037, null]);
      expect(stored.get(`hurco01|state|${Date.parse('2017-05-02T09:23:19.703Z')}`)).toBe('producing');
      expect(stored.get(`hurco01|state|${Date.parse('2017-05-02T09:30:57.916Z')}`)).toBe('unknown');
    },
  ],
  [
    'Mazak01',
    mazak01,
    ({ readings, stored }) => {
      expect(readings.filter((r) => r.signal === 'state' && r.value === 'producing')).toHaveLength(104);
      expect(new Set(readings.filter((r) => r.signal === 'good').map((r) => r.value))).toEqual(new Set([null, 0]));
      expect(stored.get(`mazak01|alarm|${Date.parse('2017-06-12T09:14:12.296Z')}`)).toBe('730');
      expect(stored.get(`mazak01|alarm_warning|${Date.parse('2017-06-12T08:45:36.009Z')}`)).toBe('406');
      expect(readings.some((r) => r.signal === 'Normal' || r.signal === '')).toBe(false);
    },
  ],
  [
    'Okuma',
    okuma,
    ({ readings, stored }) => {
      expect(readings.filter((r) => r.signal === 'state' && r.value === 'producing')).toHaveLength(4);
      expect(stored.get(`okuma|state|${Date.parse('2022-08-08T13:51:36.771Z')}`)).toBe('producing');
      expect(readings.some((r) => r.signal.includes('<') || r.signal.includes('@'))).toBe(false);
    },
  ],
];

/** Good pieces of the recorded day, as the platform counts them. */
function piecesOf({ readings }: Heard, { day }: Recording): number {
  const from = Date.parse(`${day}T00:00:00Z`);
  const to = from + 86_400_000;
  const segments = [{ from, to, kind: 'scheduled' as const }];
  const { rows } = fold({
    machine: 'm',
    idealCycleMs: 60_000,
    outlet: true,
    from,
    to,
    knownUntil: to,
    readings,
    silences: [],
    segments,
    definitions: [],
  });
  return rows.reduce((sum, row) => sum + row.good, 0);
}

for (const [name, recording, check] of known) {
  describeWith({ sharedData: recording.data }, `the recording of ${name}`, () => {
    const read = async (shuffle?: number) => {
      const { port, delivered } = await serve(recordingPath(recording), { shuffle });
      const heard = listen(port, recording.driver);
      await until(() => delivered().length > 0, { what: 'delivery' });
      let before = -1;
      await until(
        async () => {
          const now = heard.readings.length;
          const quiet = now === before;
          before = now;
          await new Promise((resolve) => setTimeout(resolve, 100));
          return quiet;
        },
        { what: 'the last reading' },
      );
      await heard.stop();
      expect(delivered()).toMatchObject([{ lines: recording.lines }]);
      return heard;
    };

    it('is read as what the machine did, without a malformed line', async () => {
      const heard = await read();
      check(heard);
      expect(piecesOf(heard, recording)).toBe(recording.parts);
      const odd = heard.log.map((line) => line.kind).filter((kind) => kind !== undefined);
      expect(odd.filter((kind) => kind !== 'asset' && kind !== 'text_cut')).toEqual([]);
    });

    it('gives the same stored readings when it is replayed twice or shuffled in time', async () => {
      const { stored } = await read();
      for (const shuffle of [undefined, 1, 2]) expect((await read(shuffle)).stored).toEqual(stored);
    });
  });
}
