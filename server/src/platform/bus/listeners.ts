// Owns who listens in this process, by channel; one that throws is logged and disturbs nobody else.
import type { Log } from '../log/index.ts';

export type Listener = (message: unknown) => void;

export interface Listeners {
  /** True: the first of its channel. */
  add(channel: string, listener: Listener): boolean;
  /** True: it was the last of its channel. */
  remove(channel: string, listener: Listener): boolean;
  /** Hands a message on as JSON makes it. */
  deliver(channel: string, text: string): void;
  clear(): void;
}

export function createListeners(log: Log): Listeners {
  const channels = new Map<string, Set<Listener>>();

  function handOn(channel: string, listener: Listener, message: unknown): void {
    try {
      listener(message);
    } catch (error) {
      log.error({ err: error, channel }, 'a listener of the bus failed');
    }
  }

  return {
    add(channel, listener) {
      const found = channels.get(channel);
      found?.add(listener);
      if (!found) channels.set(channel, new Set([listener]));
      return !found;
    },
    remove(channel, listener) {
      const found = channels.get(channel);
      if (!found?.delete(listener) || found.size > 0) return false;
      channels.delete(channel);
      return true;
    },
    deliver(channel, text) {
      const found = channels.get(channel);
      if (!found) return;
      const message = parse(text);
      if (message === undefined) return log.warn({ channel }, 'something that is no JSON came over the bus');
      for (const listener of [...found]) if (found.has(listener)) handOn(channel, listener, message);
    },
    clear: () => channels.clear(),
  };
}

/** As it goes over the bus; undefined: it cannot. What JSON leaves out becomes null. */
export function toText(channel: string, message: unknown, log: Log): string | undefined {
  try {
    return JSON.stringify(message) ?? 'null';
  } catch (error) {
    log.error({ err: error, channel }, 'a message that is no JSON cannot go over the bus');
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
