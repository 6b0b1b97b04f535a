// Owns the sockets of one process: known callers, one room per scope and feed, validated requests, slow or greedy clients cut off alone.
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Feed } from '@takt/model/api';
import { type DefaultEventsMap, Server, type ServerOptions } from 'socket.io';
import type { Caller } from '../../../caller.ts';
import type { Sender } from '../../../http/index.ts';
import type { Log } from '../../../log/index.ts';
import type { Metrics } from '../../../metrics/index.ts';
import type { LiveAccess } from '../../access.ts';
import type { LiveServer } from '../../port.ts';
import { readRoom, type WatchedScopes } from '../../rooms.ts';
import { type RecheckOptions, startRechecks } from './rechecks.ts';
import { bindRequests, type LiveLimits, type LiveSocket, type ServerEvents } from './requests.ts';

export interface SocketIoOptions {
  /** The sockets share this server's port. */
  httpServer: HttpServer;
  /** What is wrong with where a connection comes from; undefined: nothing. */
  refusedSender: (headers: { host?: string | undefined; origin?: string | undefined }) => string | undefined;
  /** Who connects, as the handshake's request says. */
  senderOf: (handshake: IncomingMessage) => Sender;
  access: LiveAccess;
  log: Log;
  metrics: Metrics;
  limits?: Partial<LiveLimits>;
  rechecks?: Pick<RecheckOptions, 'everyMs' | 'pauseMs'>;
}

const defaultLimits: LiveLimits = {
  scopesPerSocket: 64,
  requestsPerSecond: 50,
  requestBytes: 8192,
  waitingMessages: 500,
};

const slowCheckMs = 1000;
/** Within this a client says who it is. */
const connectMs = 10_000;

type LiveIo = Server<Record<string, never>, ServerEvents, DefaultEventsMap, { caller: Caller }>;

export interface Sockets extends LiveServer {
  io: LiveIo;
  /** What clients of this process watch. */
  watched: WatchedScopes;
}

/** `adapter`: what connects the rooms with those of other processes. */
export function openSockets(options: SocketIoOptions, adapter?: ServerOptions['adapter']): Sockets {
  const { httpServer, refusedSender, access, log, metrics } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const io: LiveIo = new Server(httpServer, {
    ...(adapter && { adapter }),
    serveClient: false,
    connectTimeout: connectMs,
    maxHttpBufferSize: limits.requestBytes,
    perMessageDeflate: false,
    allowRequest: (request, decide) => {
      const refused = refusedSender(request.headers);
      decide(refused ?? null, refused === undefined);
    },
  });
  const cut = metrics.counter('takt_live_slow_clients_total', 'Clients cut off because they did not keep up');
  metrics.gauge('takt_live_clients', 'Connected clients', [], (gauge) => gauge.set(io.engine.clientsCount));
  let snapshot: Parameters<LiveServer['onWatch']>[0] = async () => undefined;

  identifyClients(io, options);
  const rechecks = startRechecks({ access, log, ...options.rechecks });
  io.on('connection', (socket) => {
    const surroundings = { limits, log, access, snapshot: (scope: string) => snapshot(scope) };
    const watcher = bindRequests(socket as unknown as LiveSocket, socket.data.caller, surroundings);
    rechecks.add(watcher);
    socket.on('disconnect', () => rechecks.remove(watcher));
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
    watched: watchedOf(io),
    onWatch(answer) {
      snapshot = answer;
    },
    async close() {
      clearInterval(slowCheck);
      rechecks.close();
      io.local.disconnectSockets(true);
      io.engine.close();
    },
  };
}

/** By the cookie of a session, or a token in `auth` or the header. Refused with a code the client can tell from an outage. */
function identifyClients(io: LiveIo, { access, senderOf, log }: SocketIoOptions): void {
  io.use(async (socket, next) => {
    const refuse = (code: string) => next(Object.assign(new Error(code), { data: { code } }));
    try {
      const sender = senderOf(socket.request);
      const { token } = socket.handshake.auth as { token?: unknown };
      const identified = await access.identify(
        typeof token === 'string' ? { ...sender, authorization: `Bearer ${token}` } : sender,
      );
      if (!identified.ok) return refuse(identified.refusal.kind);
      socket.data.caller = identified.value;
      next();
    } catch (error) {
      log.warn({ err: error }, 'who connects cannot be found out');
      refuse('unavailable');
    }
  });
}

function watchedOf(io: LiveIo): WatchedScopes {
  const watched: Record<Feed, Set<string>> = { values: new Set(), facts: new Set() };
  const { adapter } = io.of('/');
  adapter.on('create-room', (name: string) => {
    const room = readRoom(name);
    if (room) watched[room.feed].add(room.scope);
  });
  adapter.on('delete-room', (name: string) => {
    const room = readRoom(name);
    if (room) watched[room.feed].delete(room.scope);
  });
  return watched;
}
