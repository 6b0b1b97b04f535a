// Owns which rooms this client is in: counted, so that two parts of a page may watch one scope; joined again after a reconnect.

export interface Rooms {
  /** Watches a scope until the returned function is called. */
  watch(scope: string): () => void;
  /** Scopes watched at the moment. */
  watched(): string[];
}

export interface RoomActions {
  join(scope: string): void;
  leave(scope: string): void;
}

export function createRooms(actions: RoomActions): Rooms {
  const watchers = new Map<string, number>();

  function release(scope: string): void {
    const left = (watchers.get(scope) ?? 0) - 1;
    if (left > 0) {
      watchers.set(scope, left);
      return;
    }
    watchers.delete(scope);
    actions.leave(scope);
  }

  return {
    watch(scope) {
      const before = watchers.get(scope) ?? 0;
      watchers.set(scope, before + 1);
      if (before === 0) actions.join(scope);
      let released = false;
      return () => {
        if (released) return;
        released = true;
        release(scope);
      };
    },
    watched: () => [...watchers.keys()],
  };
}
