// Owns the log of disclosures: what bureaus saw of an enterprise under its consents, written before it is shown.
import { formatScope } from '@takt/model/plant';
import type { Kysely } from 'kysely';
import type { Caller } from '../../platform/caller.ts';
import type { Schema } from '../../platform/database/index.ts';
import type { Opened } from '../caller.ts';
import { formatBureau } from './bureau.ts';

export interface Disclosures {
  /** Rejects where they cannot be logged: then nothing may be shown. `action`: route or event. */
  add(
    caller: Pick<Caller, 'actor' | 'name'>,
    action: string,
    opened: readonly Opened[],
    range: { from: number | null; to: number | null },
  ): Promise<void>;
}

export function createDisclosures(db: Kysely<Schema>, clock: () => number): Disclosures {
  return {
    async add(caller, action, opened, range) {
      const rows = opened.map(({ consent, bureau, permission, scope }) => ({
        at: clock(),
        enterprise: consent.enterprise,
        consent: consent.id,
        bureau: formatBureau(bureau),
        actor: caller.actor,
        actor_name: caller.name,
        permission,
        action,
        scope: formatScope(scope),
        from_at: range.from,
        to_at: range.to,
      }));
      await db.insertInto('disclosures').values(rows).execute();
    },
  };
}
