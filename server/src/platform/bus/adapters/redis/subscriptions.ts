// Owns the subscriptions of one process: one connection for all, a channel subscribed while somebody listens to it.
import type { Log } from '../../../log/index.ts';
import type { Redis } from '../../../redis/index.ts';
import { createListeners, type Listener } from '../../listeners.ts';

export interface Subscriptions {
  /** Resolves, once messages arrive, to what ends it. */
  add(channel: string, listener: Listener): Promise<() => void>;
  close(): void;
}

export function createSubscriptions(redis: Redis, log: Log): Subscriptions {
  const connection = redis.connection('bus');
  const listeners = createListeners(log);
  const subscribed = new Map<string, Promise<unknown>>();
  connection.on('message', listeners.deliver);

  function remove(channel: string, listener: Listener): void {
    if (!listeners.remove(channel, listener)) return;
    subscribed.delete(channel);
    // Where the connection is lost, the subscription is too.
    connection.unsubscribe(channel).catch(() => {});
  }

  return {
    async add(channel, listener) {
      const own: Listener = (message) => listener(message);
      // Commands keep their order, so one that follows an unsubscription subscribes anew.
      if (listeners.add(channel, own)) subscribed.set(channel, connection.subscribe(channel));
      try {
        await subscribed.get(channel);
      } catch (error) {
        remove(channel, own);
        throw error;
      }
      return () => remove(channel, own);
    },
    close() {
      listeners.clear();
      connection.disconnect();
    },
  };
}
