// Owns telling the sockets of all processes over Redis, and only of scopes that somebody watches at one of them.

import { Emitter } from '@socket.io/redis-emitter';
import type { Feed } from '@takt/model/api';
import type { Bus } from '../../../bus/port.ts';
import type { Metrics } from '../../../metrics/index.ts';
import type { Redis } from '../../../redis/index.ts';
import type { LivePublisher, Missed } from '../../port.ts';
import { roomOf } from '../../rooms.ts';
import { messagesSent } from '../../sent.ts';
import type { ServerEvents } from '../socketio/requests.ts';
import { createWatchers } from './watchers.ts';
import { channels, watchingSchema } from './watching.ts';

export interface RedisLivePublisherOptions {
  redis: Redis;
  bus: Bus;
  metrics: Metrics;
  /** A process that was not heard of for so long is gone, and what was watched there is not watched any more. */
  goneAfterMs?: number;
}

export async function createRedisLivePublisher(options: RedisLivePublisherOptions): Promise<LivePublisher> {
  const { redis, bus, goneAfterMs = 6000 } = options;
  const emitter = new Emitter<ServerEvents>({ publish: redis.publish }, { key: channels.rooms });
  const sent = messagesSent(options.metrics);
  const watchers = createWatchers(goneAfterMs);
  const listeners: ((feed: Feed, scope: string, since: Missed) => void)[] = [];

  const unheard = await bus.subscribe(channels.watching, (message) => {
    const said = watchingSchema.safeParse(message);
    if (!said.success) return;
    for (const [feed, scope, since] of watchers.hear(said.data, performance.now())) {
      for (const listener of listeners) listener(feed, scope, since);
    }
  });
  const timer = setInterval(() => watchers.forgetGone(performance.now()), goneAfterMs / 6);
  const askWho = () => bus.publish(channels.who, null);
  const stopAsking = redis.onBack(() => {
    // What was told while it was away reached nobody: whoever watches is heard of as if for the first time.
    watchers.clear();
    askWho();
  });
  askWho();

  return {
    watched: watchers.watched,
    watchedScopes: watchers.scopes,
    publishValues(scope, values) {
      if (!watchers.watched('values', scope)) return;
      sent.inc({ event: 'values' });
      emitter.to(roomOf('values', scope)).emit('values', values);
    },
    publishFacts(scope, facts) {
      if (!watchers.watched('facts', scope)) return;
      sent.inc({ event: 'facts' });
      emitter.to(roomOf('facts', scope)).emit('facts', facts);
    },
    onMissed: (listener) => void listeners.push(listener),
    async close() {
      clearInterval(timer);
      stopAsking();
      unheard();
      watchers.clear();
    },
  };
}
