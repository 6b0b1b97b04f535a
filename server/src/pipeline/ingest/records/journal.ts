// Owns lists in the database that may grow faster than anyone reads: written in batches, the newest kept, never in the way.
import type { Log } from '../../../platform/log/index.ts';

const everyMs = 1000;

interface JournalOptions<Entry> {
  log: Log;
  what: string;
  /** Newest entries kept between two writes; those before are counted by the metrics only. Default: all. */
  maxWaiting?: number;
  write: (entries: Entry[]) => Promise<void>;
}

export interface Journal<Entry> {
  add(entry: Entry): void;
  /** Writes what waits; resolves when it is in the database, or it was logged that it is not. */
  flush(): Promise<void>;
  start(): void;
  close(): Promise<void>;
}

export function createJournal<Entry>({
  log,
  what,
  maxWaiting = Number.POSITIVE_INFINITY,
  write,
}: JournalOptions<Entry>): Journal<Entry> {
  let waiting: Entry[] = [];
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function writeWaiting(): Promise<void> {
    if (waiting.length === 0) return;
    const entries = waiting;
    waiting = [];
    try {
      await write(entries);
    } catch (error) {
      log.error({ err: error, what, entries: entries.length }, 'a list could not be written; the counters still hold');
    }
  }

  function flush(): Promise<void> {
    writing = writing.then(writeWaiting);
    return writing;
  }

  return {
    add(entry) {
      waiting.push(entry);
      // The newest are kept: they tell what is wrong now.
      if (waiting.length > maxWaiting * 2) waiting = waiting.slice(-maxWaiting);
    },
    flush,
    start() {
      timer ??= setInterval(() => void flush(), everyMs);
    },
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
