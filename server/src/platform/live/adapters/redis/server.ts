// Owns the sockets of one of several processes: rooms filled over Redis, and telling all who publish which scopes are watched here.
import { randomUUID } from 'node:crypto';
import { createAdapter } from '@socket.io/redis-adapter';
import type { Bus } from '../../../bus/port.ts';
import type { Redis } from '../../../redis/index.ts';
import type { LiveServer } from '../../port.ts';
import { openSockets, type SocketIoOptions } from '../socketio/sockets.ts';
import { channels, type Watching } from './watching.ts';

export interface RedisLiveServerOptions extends SocketIoOptions {
  redis: Redis;
  bus: Bus;
}

/** How often it is said anew what is watched; whoever is silent for three times as long watches nothing. */
const sayEveryMs = 2000;
/** Watches that come together are told together. */
const sayAfterMs = 20;

export async function createRedisLiveServer(options: RedisLiveServerOptions): Promise<LiveServer> {
  const { redis, bus } = options;
  const connection = redis.connection('live');
  await connection.ping();
  // Of the adapter only what it receives is used: all emissions come from publishers, so nothing can fail on the way out.
  const out = { publish: redis.publish, on() {}, off() {} };
  const sockets = openSockets(options, createAdapter(out, connection, { key: channels.rooms }));
  const server = randomUUID();
  let session = randomUUID();
  let soon: NodeJS.Timeout | undefined;

  function say(): void {
    clearTimeout(soon);
    soon = undefined;
    const { values, facts } = sockets.watched;
    bus.publish(channels.watching, { server, session, values: [...values], facts: [...facts] } satisfies Watching);
  }
  function saySoon(): void {
    soon ??= setTimeout(say, sayAfterMs);
  }
  const { adapter } = sockets.io.of('/');
  adapter.on('create-room', saySoon);
  adapter.on('delete-room', saySoon);
  connection.on('ready', () => {
    // Answered after the subscriptions are back: what came before it never came here.
    connection.ping().then(
      () => {
        session = randomUUID();
        say();
      },
      () => {},
    );
  });
  const unasked = await bus.subscribe(channels.who, saySoon);
  const timer = setInterval(say, sayEveryMs);
  say();

  return {
    onWatch: sockets.onWatch,
    async close() {
      clearInterval(timer);
      unasked();
      adapter.off('create-room', saySoon);
      adapter.off('delete-room', saySoon);
      await sockets.close();
      clearTimeout(soon);
      bus.publish(channels.watching, { server, session, values: [], facts: [] } satisfies Watching);
      connection.disconnect();
    },
  };
}
