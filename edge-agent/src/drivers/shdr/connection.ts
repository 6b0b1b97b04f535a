// Owns one TCP connection to an adapter: its lines, its heartbeat, and the judgement that it is dead.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface ConnectionOptions {
  host: string;
  port: number;
  /** Heartbeat to use whatever the adapter names. */
  heartbeatMs: number | undefined;
  /** Without a heartbeat: silence after which it is dead. */
  silenceMs: number;
  signal: AbortSignal;
  onConnected: () => void;
  /** Takes bytes; the connection is not read on until it resolves. Answers the heartbeat an adapter named in them. */
  onBytes: (bytes: Uint8Array) => Promise<{ heartbeatMs: number | undefined }>;
}

const connectMs = 10_000;

/** Resolves with why it ended; never rejects. */
export async function converse(options: ConnectionOptions): Promise<string> {
  const socket = connect({ host: options.host, port: options.port, noDelay: true, keepAlive: true });
  // Whoever waits for the socket hears of its errors; one that comes after that means nothing any more.
  socket.on('error', () => {});
  const abort = () => socket.destroy();
  options.signal.addEventListener('abort', abort);
  const heart = createHeart(socket, options);
  try {
    if (options.signal.aborted) return 'stopped';
    await once(socket, 'connect', { signal: AbortSignal.any([options.signal, AbortSignal.timeout(connectMs)]) });
    options.onConnected();
    heart.begin();
    for await (const bytes of socket) {
      heart.busy();
      const { heartbeatMs } = await options.onBytes(bytes as Uint8Array);
      if (heartbeatMs !== undefined) heart.setInterval(heartbeatMs);
      heart.heard();
    }
    return heart.verdict() ?? 'the adapter closed the connection';
  } catch (error) {
    if (options.signal.aborted) return 'stopped';
    return heart.verdict() ?? reasonOf(error);
  } finally {
    heart.end();
    options.signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return `no connection within ${connectMs} ms`;
  // Several addresses were tried.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error.message;
}

/** Sends `* PING` and ends the connection when nothing at all is heard for two heartbeats, or for the limit of silence. */
function createHeart(socket: Socket, { heartbeatMs, silenceMs }: ConnectionOptions) {
  let interval: number | undefined;
  let death: NodeJS.Timeout | undefined;
  let beat: NodeJS.Timeout | undefined;
  let verdict: string | undefined;

  const ping = () => void socket.write('* PING\n');
  const limit = () => (interval === undefined ? silenceMs : 2 * interval);
  function heard(): void {
    clearTimeout(death);
    death = setTimeout(() => {
      verdict = `nothing was heard for ${limit()} ms`;
      socket.destroy();
    }, limit());
  }

  return {
    begin(): void {
      ping();
      heard();
    },
    heard,
    /** While what was heard is taken, nothing more can be heard. */
    busy: () => clearTimeout(death),
    /** The adapter answers heartbeats: they go on at this pace. */
    setInterval(announced: number): void {
      const ms = heartbeatMs ?? announced;
      if (ms === interval) return;
      interval = ms;
      clearInterval(beat);
      beat = setInterval(ping, ms);
    },
    verdict: () => verdict,
    end(): void {
      clearTimeout(death);
      clearInterval(beat);
    },
  };
}
