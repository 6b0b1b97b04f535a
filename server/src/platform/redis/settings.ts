// Owns what Takt asks of the settings of a Redis: said once at the start where they would lose work.
import type { Redis as Client } from 'ioredis';
import type { Log } from '../log/index.ts';

export async function warnOfSettings(client: Client, log: Log): Promise<void> {
  try {
    const [memory, persistence] = [await client.info('memory'), await client.info('persistence')];
    const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1];
    if (policy !== undefined && policy !== 'noeviction') {
      log.warn(
        { policy },
        'Redis may throw waiting jobs away when its memory is full: set maxmemory-policy noeviction',
      );
    }
    if (/^aof_enabled:0/m.test(persistence)) {
      log.warn('Redis forgets waiting jobs when it ends: set appendonly yes');
    }
  } catch (error) {
    log.warn(
      { err: error },
      'Redis does not tell its settings: it must keep what it is given (noeviction, appendonly)',
    );
  }
}
