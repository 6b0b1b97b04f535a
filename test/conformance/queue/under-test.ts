// Owns the queue adapters under test: each over kept work that outlives the queues opened on it.
import { type Database, openDatabase } from '../../../server/src/platform/database/index.ts';
import { createLog, type Log } from '../../../server/src/platform/log/index.ts';
import { createMetrics, type Metrics } from '../../../server/src/platform/metrics/index.ts';
import { createBullQueue } from '../../../server/src/platform/queue/adapters/bullmq/index.ts';
import { createInProcessQueue } from '../../../server/src/platform/queue/adapters/in-process/index.ts';
import type { Queue } from '../../../server/src/platform/queue/port.ts';
import { connectRedis } from '../../../server/src/platform/redis/index.ts';
import type { DatabaseKind, Databases } from '../../harness/databases.ts';
import { type RedisServer, startRedis } from '../../harness/redis.ts';

export const maxAttempts = 3;

export interface Adapter {
  /** Once, before all tests. */
  start(): Promise<void>;
  /** Nothing is kept from the test before. */
  open(): Promise<void>;
  /** Another queue over the same kept work, as after a restart. */
  queue(metrics?: Metrics): Promise<Queue>;
  close(): Promise<void>;
  remove(): Promise<void>;
}

export function inProcess(kind: DatabaseKind): Adapter {
  let databases: Databases;
  let database: Database;
  return {
    async start() {
      databases = await kind.start();
    },
    async open() {
      database = await openDatabase(await databases.create());
    },
    queue: async (metrics = createMetrics()) =>
      createInProcessQueue({
        db: database.db,
        log: createLog({ level: 'silent' }),
        metrics,
        clock: Date.now,
        maxAttempts,
        retryDelayMs: 1,
        pollMs: 5,
      }),
    close: () => database.close(),
    remove: () => databases.remove(),
  };
}

export function overRedis(): Adapter {
  let server: RedisServer;
  const open: { close(): Promise<void> }[] = [];
  return {
    async start() {
      server = await startRedis();
    },
    async open() {
      await server.ask((client) => client.flushall());
    },
    async queue(metrics = createMetrics()) {
      const opened = await openBullQueue(server.url, { metrics });
      open.push(opened);
      return opened.queue;
    },
    async close() {
      for (const { close } of open.splice(0)) await close();
    },
    remove: () => server.stop(),
  };
}

/** A queue of one process, with the connection that belongs to it. */
export async function openBullQueue(
  url: string,
  options: { log?: Log; metrics?: Metrics; lockMs?: number } = {},
): Promise<{ queue: Queue; close(): Promise<void> }> {
  const { log = createLog({ level: 'silent' }), metrics = createMetrics(), lockMs = 1000 } = options;
  const redis = await connectRedis({ url, log, metrics });
  const queue = createBullQueue({ redis, log, metrics, maxAttempts, retryDelayMs: 1, lockMs, closeMs: 500 });
  return {
    queue,
    async close() {
      await queue.close();
      await redis.close();
    },
  };
}
