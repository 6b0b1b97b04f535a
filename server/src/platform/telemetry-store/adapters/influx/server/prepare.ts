// Owns that the places data go to exist and keep them as long as they are told, whichever version InfluxDB has.
import type { Log } from '../../../../log/index.ts';
import type { Retention } from '../layout.ts';
import type { InfluxConfig } from '../settings.ts';
import { prepareBuckets } from './buckets.ts';
import { prepareDatabase } from './database.ts';
import type { Queries } from './query.ts';
import { wantedPolicies } from './retention.ts';
import type { ServerVersion } from './version.ts';

export interface PrepareOptions {
  config: InfluxConfig;
  queries: Queries;
  version: Pick<ServerVersion, 'major'>;
  log: Log;
}

/** Answers how long data are really kept. Rejects, naming the key to mend, where something is missing and may not be made. */
export async function prepareServer({ config, queries, version, log }: PrepareOptions): Promise<Retention> {
  const wanted = wantedPolicies(config);
  switch (version.major) {
    case 1:
      return prepareDatabase({ config, wanted, queries, log });
    case 2:
      return prepareBuckets({ config, wanted, log });
    case 3:
      // Databases come into being when they are written to; how long they keep is the administrator's to say.
      return { raw: Number.POSITIVE_INFINITY, minute: Number.POSITIVE_INFINITY, facts: Number.POSITIVE_INFINITY };
  }
}
