// Owns the live port: a room per scope and feed, who watches, what is sent; the sockets may end in other processes than the one that sends.
import type { Feed, LiveFacts, LiveValues } from '@takt/model/api';

/** For those who have something to tell. */
export interface LivePublisher {
  /** Whether anyone is told this of `<level>:<code>`, at whichever process. May lag behind by a moment. */
  watched(feed: Feed, scope: string): boolean;
  watchedScopes(feed: Feed): string[];
  publishValues(scope: string, values: LiveValues): void;
  publishFacts(scope: string, facts: LiveFacts): void;
  /** Whoever is told this of the scope may have missed something: what is current should be told once more. Never in one process. */
  onMissed(listener: (feed: Feed, scope: string, since: Missed) => void): void;
  close(): Promise<void>;
}

/** `moment`: what was told while the news of the watch was on its way; `unknown`: nobody knows since when. */
export type Missed = 'moment' | 'unknown';

/** For the process the sockets end in. */
export interface LiveServer {
  /** What a client that may have values gets as the answer to `watch`; undefined: the scope does not exist. */
  onWatch(snapshot: (scope: string) => Promise<LiveValues | undefined>): void;
  close(): Promise<void>;
}
