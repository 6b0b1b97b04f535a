// Owns the list of edge nodes ever born, by site: whoever takes a site over asks them to be born again.
import type { Kysely } from 'kysely';
import { inParts } from '../../../platform/database/in-parts.ts';
import type { Schema } from '../../../platform/database/index.ts';
import type { Log } from '../../../platform/log/index.ts';
import { createJournal } from './journal.ts';

/** A node not born for so long is not asked. */
const forgottenMs = 30 * 86_400_000;

interface Birth {
  site: string;
  node: string;
  born_at: number;
}

export function createEdgeNodes({ db, log }: { db: Kysely<Schema>; log: Log }) {
  const journal = createJournal<Birth>({ log, what: 'edge nodes', write });

  async function write(births: Birth[]): Promise<void> {
    const newest = [...new Map(births.map((birth) => [`${birth.site}/${birth.node}`, birth])).values()];
    for (const part of inParts(newest)) {
      await db
        .insertInto('edge_nodes')
        .values(part)
        .onConflict((conflict) =>
          conflict.columns(['site', 'node']).doUpdateSet((row) => ({ born_at: row.ref('excluded.born_at') })),
        )
        .execute();
    }
  }

  return {
    born(site: string, node: string, now: number): void {
      journal.add({ site, node, born_at: now });
    },
    /** Nodes of a site that may still be there. */
    async ofSite(site: string, now: number): Promise<string[]> {
      const rows = await db
        .selectFrom('edge_nodes')
        .select('node')
        .where('site', '=', site)
        .where('born_at', '>', now - forgottenMs)
        .execute();
      return rows.map((row) => row.node);
    },
    start: journal.start,
    close: journal.close,
  };
}
