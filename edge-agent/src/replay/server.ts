// Owns serving a recording the way a live adapter speaks: one replay per client, heartbeats answered, no faster than it reads.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createPace } from './pace.ts';
import { type Block, readBlocks, readShuffled } from './recording.ts';

export interface ReplayOptions {
  path: string;
  /** 0: any free one. */
  port: number;
  /** Recorded over real time; infinity: as fast as the client reads. */
  speed: number;
  longestPauseMs: number;
  /** `hold`: a client that has everything stays connected; `close`: it is said goodbye; `loop`: it begins again. */
  atEnd: 'hold' | 'close' | 'loop';
  /** Seed of the order; undefined: that of the file. */
  shuffle: number | undefined;
  heartbeatMs: number;
  onEvent: (event: ReplayEvent) => void;
}

export interface Delivery {
  client: string;
  lines: number;
  /** Of these, lines whose time cannot be read. */
  untimed: number;
}

export type ReplayEvent =
  | { kind: 'connected'; client: string }
  | { kind: 'pause_cut'; client: string; pauseMs: number }
  | ({ kind: 'delivered' } & Delivery)
  | ({ kind: 'gone'; reason: string } & Delivery);

export interface Replay {
  port: number;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const writeBytes = 64 * 1024;

export async function startReplay(options: ReplayOptions): Promise<Replay> {
  const sockets = new Set<Socket>();
  const closing = new AbortController();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void serve(socket, options, closing.signal);
  });
  server.listen(options.port, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    async close() {
      closing.abort();
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function serve(socket: Socket, options: ReplayOptions, closing: AbortSignal): Promise<void> {
  const client = `${socket.remoteAddress}:${socket.remotePort}`;
  const gone = new AbortController();
  const delivery: Delivery = { client, lines: 0, untimed: 0 };
  let reason = 'the client left';
  socket.on('error', (error) => {
    reason = error.message;
    gone.abort();
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      gone.abort();
      resolve();
    });
  });
  answerHeartbeats(socket, options.heartbeatMs);
  options.onEvent({ kind: 'connected', client });
  const stop = AbortSignal.any([gone.signal, closing]);
  do {
    await send(socket, options, delivery, stop);
    if (!stop.aborted) options.onEvent({ kind: 'delivered', ...delivery });
  } while (options.atEnd === 'loop' && !stop.aborted);
  if (options.atEnd === 'close') socket.end();
  await closed;
  options.onEvent({ kind: 'gone', reason, ...delivery });
}

/** Returns when the operating system has taken the last byte, or nobody is there any more. */
async function send(socket: Socket, options: ReplayOptions, delivery: Delivery, stop: AbortSignal): Promise<void> {
  const { client } = delivery;
  const pace = createPace({
    factor: options.speed,
    longestPauseMs: options.longestPauseMs,
    onCut: (pauseMs) => options.onEvent({ kind: 'pause_cut', client, pauseMs }),
  });
  let text = '';
  const flush = async () => {
    const ready = socket.write(text, 'latin1');
    text = '';
    if (!ready) await once(socket, 'drain', { signal: stop });
  };
  try {
    for await (const block of blocksOf(options)) {
      const waitMs = pace.waitMs(block.at, performance.now());
      if (waitMs > 1) {
        await flush();
        await delay(waitMs, stop);
      }
      if (stop.aborted) return;
      delivery.lines += block.lines;
      if (block.at === undefined) delivery.untimed += block.lines;
      text += block.text;
      if (text.length >= writeBytes) await flush();
    }
    await new Promise<void>((resolve) => socket.write(text, 'latin1', () => resolve()));
  } catch (error) {
    if (!stop.aborted) socket.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

function blocksOf({ path, shuffle }: ReplayOptions): AsyncGenerator<Block> {
  return shuffle === undefined ? readBlocks(path) : readShuffled(path, shuffle);
}

/** `* PING` is answered with `* PONG <ms>`; what else a client says is of no interest. */
function answerHeartbeats(socket: Socket, heartbeatMs: number): void {
  let rest = '';
  socket.setEncoding('latin1').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(-1024);
    for (const line of lines) if (/^\*\s*PING/i.test(line)) socket.write(`* PONG ${heartbeatMs}\n`);
  });
}

function delay(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    stop.addEventListener('abort', done);
    if (stop.aborted) done();
  });
}
