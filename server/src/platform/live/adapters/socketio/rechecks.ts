// Owns asking again, while sockets are open, whether their callers may still be told what they watch: at changes, and as time ends things.
import type { Log } from '../../../log/index.ts';
import type { LiveAccess } from '../../access.ts';
import type { Watcher } from './requests.ts';

export interface RecheckOptions {
  access: Pick<LiveAccess, 'renew' | 'onChange'>;
  log: Log;
  everyMs?: number;
  /** Changes that come together are looked at together, this long after the last look. */
  pauseMs?: number;
  /** Whoever could not be asked about for so long is cut off. */
  patienceMs?: number;
}

export interface Rechecks {
  add(watcher: Watcher): void;
  remove(watcher: Watcher): void;
  close(): void;
}

export function startRechecks(options: RecheckOptions): Rechecks {
  const { access, log, everyMs = 10_000, pauseMs = 500, patienceMs = 60_000 } = options;
  /** With the moment its caller was last known to be in order. */
  const watchers = new Map<Watcher, number>();
  let soon: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;

  async function check(): Promise<void> {
    const now = performance.now();
    const all = [...watchers.keys()];
    const renewed = await access.renew(all.map(({ caller }) => caller));
    for (const [index, watcher] of all.entries()) {
      const caller = renewed[index];
      if (!caller) cut(watcher);
      else if (watchers.has(watcher)) {
        watchers.set(watcher, now);
        await watcher.renew(caller);
      }
    }
  }

  function cut(watcher: Watcher): void {
    watchers.delete(watcher);
    watcher.disconnect();
  }

  async function run(): Promise<void> {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await check();
    } catch (error) {
      log.warn({ err: error }, 'whether live clients may stay cannot be found out');
      const oldest = performance.now() - patienceMs;
      for (const [watcher, at] of watchers) if (at < oldest) cut(watcher);
    } finally {
      running = false;
    }
    if (again) {
      again = false;
      runSoon();
    }
  }

  function runSoon(): void {
    soon ??= setTimeout(() => {
      soon = undefined;
      void run();
    }, pauseMs);
  }

  const stopListening = access.onChange(runSoon);
  const timer = setInterval(() => void run(), everyMs);
  return {
    add: (watcher) => void watchers.set(watcher, performance.now()),
    remove: (watcher) => void watchers.delete(watcher),
    close() {
      stopListening();
      clearInterval(timer);
      clearTimeout(soon);
    },
  };
}
