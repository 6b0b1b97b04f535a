// Owns the names of rooms: what is told, and of which scope.
import { type Feed, feeds } from '@takt/model/api';

export function roomOf(feed: Feed, scope: string): string {
  return `${feed}|${scope}`;
}

/** Undefined for the room every client has of its own. */
export function readRoom(room: string): { feed: Feed; scope: string } | undefined {
  const feed = feeds.find((each) => room.startsWith(`${each}|`));
  return feed && { feed, scope: room.slice(feed.length + 1) };
}

/** Watched scopes by feed: asked for every reading, so that nothing is put together for it. */
export type WatchedScopes = Readonly<Record<Feed, ReadonlySet<string>>>;
