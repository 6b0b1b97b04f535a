// Owns what is watched of credentials: how many the broker is still to be told of, and when the authority of devices ends.
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import type { Authority } from './authority/index.ts';
import { countPending } from './repository.ts';

interface Watched {
  db: Kysely<Schema>;
  /** Where one is there already: looking makes none. */
  authority: () => Promise<Pick<Authority, 'expiresAt'> | undefined>;
}

export function watchCredentials(metrics: Metrics, { db, authority }: Watched): void {
  metrics.gauge(
    'takt_device_credentials_pending',
    'Credentials of devices that were changed and that the broker has not been told of yet',
    [],
    async (gauge) => gauge.set(await countPending(db)),
  );
  metrics.gauge(
    'takt_authority_expires_at_seconds',
    'When the certificate of the authority of devices ends, Unix time; absent: there is none yet',
    [],
    async (gauge) => {
      const found = await authority();
      if (found) gauge.set(found.expiresAt / 1000);
      else gauge.reset();
    },
  );
}
