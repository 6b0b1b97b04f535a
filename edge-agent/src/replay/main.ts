// Owns the replay tool as a program: a recording on disk becomes an SHDR adapter on loopback.
import { access } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Replay, type ReplayEvent, type ReplayOptions, startReplay } from './server.ts';

const help = `Serves a recording of SHDR lines as a live MTConnect adapter on 127.0.0.1. Timestamps stay as recorded.

  npm run replay -- <recording> [options]

  --port <n>            where to listen (7878); 0: any free port, which is printed
  --speed <factor|max>  recorded over real time (1); max: as fast as the client reads
  --longest-pause <s>   longer pauses, such as a night, are cut to this many seconds (60)
  --once                ends when the first client has everything
  --loop                begins again at the end
  --shuffle <seed>      in an order the seed decides; lines of one millisecond keep their order among themselves
  --heartbeat <ms>      what PING is answered with (10000)

Every client gets the recording from its beginning. Without --once and --loop it stays connected at the end.
`;

type Arguments = Omit<ReplayOptions, 'onEvent'>;

function readArguments(args: string[]): Arguments | string {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '7878' },
      speed: { type: 'string', default: '1' },
      'longest-pause': { type: 'string', default: '60' },
      once: { type: 'boolean', default: false },
      loop: { type: 'boolean', default: false },
      shuffle: { type: 'string' },
      heartbeat: { type: 'string', default: '10000' },
    },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) return 'exactly one recording is wanted';
  if (values.once && values.loop) return '--once and --loop exclude each other';
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) return '--port must be 0–65535';
  const speed = values.speed === 'max' ? Number.POSITIVE_INFINITY : Number(values.speed);
  if (!(speed > 0)) return '--speed must be max or a number above 0';
  const longestPauseMs = Number(values['longest-pause']) * 1000;
  if (!(longestPauseMs >= 0)) return '--longest-pause must be a number of seconds, 0 or more';
  const shuffle = values.shuffle === undefined ? undefined : Number(values.shuffle);
  if (shuffle !== undefined && !Number.isInteger(shuffle)) return '--shuffle must be a whole number';
  const heartbeatMs = Number(values.heartbeat);
  if (!Number.isInteger(heartbeatMs) || heartbeatMs < 1) return '--heartbeat must be a whole number of ms above 0';
  const atEnd = values.once ? 'close' : values.loop ? 'loop' : 'hold';
  return { path, port, speed, longestPauseMs, atEnd, shuffle, heartbeatMs };
}

function wordsOf(event: ReplayEvent): string {
  switch (event.kind) {
    case 'connected':
      return `client ${event.client} connected`;
    case 'pause_cut':
      return `client ${event.client}: a pause of ${Math.round(event.pauseMs / 1000)} s was cut`;
    case 'delivered':
      return `delivered ${event.lines} lines, ${event.untimed} of them without a time, to ${event.client}`;
    case 'gone':
      return `client ${event.client} is gone after ${event.lines} lines: ${event.reason}`;
  }
}

function refuse(reason: string): void {
  process.stderr.write(`${reason}\n\n${help}`);
  process.exitCode = 2;
}

async function main(args: string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(help);
    return;
  }
  let read: Arguments | string;
  try {
    read = readArguments(args);
  } catch (error) {
    read = error instanceof Error ? error.message : String(error);
  }
  if (typeof read === 'string') return refuse(read);
  const { path, atEnd } = read;
  try {
    await access(path);
  } catch {
    return refuse(`${path} cannot be read`);
  }
  let finished = false;
  const replay: Replay = await startReplay({
    ...read,
    onEvent(event) {
      process.stdout.write(`${wordsOf(event)}\n`);
      if (event.kind === 'delivered') finished = true;
      if (event.kind === 'gone' && finished && atEnd === 'close') void replay.close();
    },
  });
  process.stdout.write(`listening on 127.0.0.1:${replay.port}\n`);
  const stop = () => void replay.close();
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
