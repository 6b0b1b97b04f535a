// Owns a short memory of sessions, so that a page's many requests do not each ask the database.
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { Session } from './session.ts';

/** Forgotten sooner where this or another process says that something changed. */
const rememberedMs = 5000;
const mostRemembered = 10_000;

export interface SessionCache {
  get(id: string): Promise<Session | undefined>;
  /** From the database in any case. */
  getFresh(id: string): Promise<Session | undefined>;
  forget(id: string): void;
  clear(): void;
}

export function createSessionCache({ db, clock }: { db: Kysely<Schema>; clock: () => number }): SessionCache {
  const remembered = new Map<string, { session: Session; until: number }>();
  /** Of what was forgotten: what was read before must not be remembered after. */
  let generation = 0;

  async function getFresh(id: string): Promise<Session | undefined> {
    const before = generation;
    const session = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst();
    if (!session) remembered.delete(id);
    else if (before === generation) {
      if (remembered.size >= mostRemembered) remembered.clear();
      remembered.set(id, { session, until: clock() + rememberedMs });
    }
    return session;
  }

  return {
    async get(id) {
      const known = remembered.get(id);
      return known && clock() < known.until ? known.session : getFresh(id);
    },
    getFresh,
    forget(id) {
      generation++;
      remembered.delete(id);
    },
    clear() {
      generation++;
      remembered.clear();
    },
  };
}
