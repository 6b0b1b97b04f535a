// Owns the sockets of one process: one room per scope, validated requests, slow or greedy clients cut off alone.
import type { Server as HttpServer } from 'node:http';
import { Server, type ServerOptions } from 'socket.io';
import type { Log } from '../../../log/index.ts';
import type { Metrics } from '../../../metrics/index.ts';
import type { LiveServer } from '../../port.ts';
import { bindRequests, type LiveLimits, type LiveSocket, type ServerEvents } from './requests.ts';

export interface SocketIoOptions {
  /** The sockets share this server's port. */
  httpServer: HttpServer;
  /** What is wrong with where a connection comes from; undefined: nothing. */
  refusedSender: (headers: { host?: string | undefined; origin?: string | undefined }) => string | undefined;
  log: Log;
  metrics: Metrics;
  limits?: Partial<LiveLimits>;
}

const defaultLimits: LiveLimits = {
  scopesPerSocket: 64,
  requestsPerSecond: 50,
  requestBytes: 8192,
  waitingMessages: 500,
};

const slowCheckMs = 1000;

export interface Sockets extends LiveServer {
  io: Server<Record<string, never>, ServerEvents>;
  /** Whether a client of this process watches it. */
  watched(scope: string): boolean;
  watchedScopes(): string[];
}

/** `adapter`: what connects the rooms with those of other processes. */
export function openSockets(options: SocketIoOptions, adapter?: ServerOptions['adapter']): Sockets {
  const { httpServer, refusedSender, log, metrics } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const io = new Server<Record<string, never>, ServerEvents>(httpServer, {
    ...(adapter && { adapter }),
    serveClient: false,
    maxHttpBufferSize: limits.requestBytes,
    perMessageDeflate: false,
    allowRequest: (request, decide) => {
      const refused = refusedSender(request.headers);
      decide(refused ?? null, refused === undefined);
    },
  });
  const { rooms } = io.of('/').adapter;
  const cut = metrics.counter('takt_live_slow_clients_total', 'Clients cut off because they did not keep up');
  metrics.gauge('takt_live_clients', 'Connected clients', [], (gauge) => gauge.set(io.engine.clientsCount));
  let snapshot: Parameters<LiveServer['onWatch']>[0] = async () => undefined;

  io.on('connection', (socket) => {
    bindRequests(socket as unknown as LiveSocket, { limits, log, snapshot: (scope) => snapshot(scope) });
  });
  const slowCheck = setInterval(cutSlowClients, slowCheckMs);
  slowCheck.unref();

  function cutSlowClients(): void {
    for (const socket of io.of('/').sockets.values()) {
      const waiting = (socket.conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
      if (waiting <= limits.waitingMessages) continue;
      cut.inc();
      log.info({ socket: socket.id, waiting }, 'live client cut off: it does not keep up');
      socket.conn.close(true);
    }
  }

  return {
    io,
    watched: (scope) => rooms.has(scope),
    // The room of each client is its id.
    watchedScopes: () => [...rooms.keys()].filter((room) => room.includes(':')),
    onWatch(answer) {
      snapshot = answer;
    },
    async close() {
      clearInterval(slowCheck);
      io.local.disconnectSockets(true);
      io.engine.close();
    },
  };
}
