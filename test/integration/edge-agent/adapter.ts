// Owns a scripted SHDR adapter for tests: it says what it is told to, and keeps what it hears.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface ScriptedAdapter {
  port: number;
  /** Connections accepted so far. */
  connections(): number;
  /** Text received over all connections. */
  heard(): string;
  /** Sends to whoever is connected. */
  say(text: string): void;
  /** Cuts all connections; new ones are accepted. */
  cut(): void;
  close(): Promise<void>;
}

/** `onConnect` speaks first to every client; `pong` answers each PING. */
export async function startAdapter(
  options: { port?: number; onConnect?: (socket: Socket) => void; pong?: () => string | undefined } = {},
): Promise<ScriptedAdapter> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let heard = '';
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (text) => {
      heard += text;
      for (let pings = String(text).split('* PING\n').length - 1; pings > 0; pings--) {
        const answer = options.pong?.();
        if (answer !== undefined) socket.write(answer);
      }
    });
    options.onConnect?.(socket);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connections: () => connections,
    heard: () => heard,
    say(text) {
      for (const socket of sockets) socket.write(text);
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
