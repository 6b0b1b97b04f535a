// Owns telling from a process without sockets: messages go into the rooms of all socket.io servers over their Redis adapter.
import { Emitter } from '@socket.io/redis-emitter';
import type { Bus } from '../../../bus/port.ts';
import type { Metrics } from '../../../metrics/index.ts';
import { prefix, type Redis } from '../../../redis/index.ts';
import type { LivePublisher } from '../../port.ts';
import { hearWatched } from './watched.ts';

/** Under which the Redis adapter and the emitters of one installation meet. */
export const adapterKey = `${prefix}:live`;

export async function createRedisLivePublisher(options: {
  redis: Redis;
  bus: Bus;
  metrics: Metrics;
}): Promise<LivePublisher> {
  const { redis, bus, metrics } = options;
  const watched = await hearWatched(bus);
  const emitter = new Emitter({ publish: redis.publish }, { key: adapterKey });
  const sent = metrics.counter('takt_live_messages_total', 'Messages sent to rooms', ['event']);

  function emit(event: 'values' | 'facts', scope: string, body: unknown): void {
    if (!watched.has(scope)) return;
    sent.inc({ event });
    emitter.to(scope).emit(event, body);
  }

  return {
    watched: watched.has,
    watchedScopes: watched.all,
    publishValues: (scope, values) => emit('values', scope, values),
    publishFacts: (scope, facts) => emit('facts', scope, facts),
    async close() {
      watched.close();
    },
  };
}
