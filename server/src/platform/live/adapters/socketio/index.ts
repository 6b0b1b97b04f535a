// Owns the sockets of the live feed (socket.io): one room per scope, validated requests, slow or greedy clients cut off alone.
import type { Server as HttpServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import type { LiveValues } from '@takt/model/api';
import { Server } from 'socket.io';
import type { Bus } from '../../../bus/port.ts';
import type { Log } from '../../../log/index.ts';
import type { Metrics } from '../../../metrics/index.ts';
import type { Redis } from '../../../redis/index.ts';
import type { LivePublisher, LiveServer } from '../../port.ts';
import { adapterKey } from '../redis/index.ts';
import { createWatchWord } from '../redis/watched.ts';
import { bindRequests, type LiveLimits, type LiveSocket, type ServerEvents } from './requests.ts';

export interface SocketIoOptions {
  /** The sockets share this server's port. */
  httpServer: HttpServer;
  /** What is wrong with where a connection comes from; undefined: nothing. */
  refusedSender: (headers: { host?: string | undefined; origin?: string | undefined }) => string | undefined;
  log: Log;
  metrics: Metrics;
  /** Other processes tell too: over Redis, once they hear over the bus what is watched here. */
  shared?: { redis: Redis; bus: Bus };
  limits?: Partial<LiveLimits>;
}

const defaultLimits: LiveLimits = {
  scopesPerSocket: 64,
  requestsPerSecond: 50,
  requestBytes: 8192,
  waitingMessages: 500,
};

const slowCheckMs = 1000;

export function createSocketIoLive({
  httpServer,
  refusedSender,
  log,
  metrics,
  shared,
  ...rest
}: SocketIoOptions): LivePublisher & LiveServer {
  const limits = { ...defaultLimits, ...rest.limits };
  const io = new Server<Record<string, never>, ServerEvents>(httpServer, {
    serveClient: false,
    maxHttpBufferSize: limits.requestBytes,
    perMessageDeflate: false,
    ...(shared ? { adapter: redisAdapter(shared.redis) } : {}),
    allowRequest: (request, decide) => {
      const refused = refusedSender(request.headers);
      decide(refused ?? null, refused === undefined);
    },
  });
  const { adapter } = io.of('/');
  const { rooms } = adapter;
  const scopes = () => [...rooms.keys()].filter(isScope);
  const word = shared && createWatchWord(shared.bus, scopes);
  if (word) adapter.on('create-room', (room: string) => isScope(room) && word.say(room));
  const sent = metrics.counter('takt_live_messages_total', 'Messages sent to rooms', ['event']);
  const cut = metrics.counter('takt_live_slow_clients_total', 'Clients cut off because they did not keep up');
  metrics.gauge('takt_live_clients', 'Connected clients', [], (gauge) => gauge.set(io.engine.clientsCount));
  let snapshot: (scope: string) => Promise<LiveValues | undefined> = async () => undefined;

  io.on('connection', (socket) => {
    bindRequests(socket as unknown as LiveSocket, limits, (scope) => snapshot(scope));
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
    watched: (scope) => rooms.has(scope),
    watchedScopes: scopes,
    publishValues(scope, values) {
      if (!rooms.has(scope)) return;
      sent.inc({ event: 'values' });
      io.to(scope).emit('values', values);
    },
    publishFacts(scope, facts) {
      if (!rooms.has(scope)) return;
      sent.inc({ event: 'facts' });
      io.to(scope).emit('facts', facts);
    },
    onWatch(answer) {
      snapshot = answer;
    },
    async close() {
      clearInterval(slowCheck);
      word?.close();
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

/** A socket's own room goes by its id. */
function isScope(room: string): boolean {
  return room.includes(':');
}

function redisAdapter(redis: Redis) {
  return createAdapter(redis.client, redis.connection('live'), { key: adapterKey });
}
