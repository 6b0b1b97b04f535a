// Public surface of the audit log: read, searched, exported, verified.
import type { AuditEntry } from '@takt/model/api';
import type { Kysely } from 'kysely';
import { type ChainState, verifyChain } from '../platform/audit/index.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import type { Handlers } from '../platform/http/index.ts';
import { done, refuse } from '../platform/outcome.ts';
import { csvOf } from './export.ts';
import { visibilityOf } from './visibility.ts';
import { newestFirst, type Position } from './walk.ts';

export function auditRoutes({ db }: { db: Kysely<Schema> }): Handlers<'audit.list' | 'audit.export' | 'audit.verify'> {
  const verify = oneAtATime(() => verifyChain(db));

  return {
    async 'audit.list'({ query: { limit, before, ...filter }, caller }) {
      const after = before === undefined ? undefined : await positionOf(db, before);
      if (before !== undefined && !after)
        return refuse('invalid', 'see errors', [{ field: 'before', reason: 'is not the number of an entry' }]);
      const entries: AuditEntry[] = [];
      const found = newestFirst(db, filter, await visibilityOf(caller, db), { after, page: Math.min(limit, 200) });
      for await (const entry of found) {
        entries.push(sent(entry));
        if (entries.length === limit) break;
      }
      return done(entries);
    },
    'audit.export': async ({ query, caller }) => csvOf(newestFirst(db, query, await visibilityOf(caller, db))),
    async 'audit.verify'() {
      const { entries, head, broken } = await verify();
      return done({ whole: broken === null, entries, head, brokenAt: broken?.at ?? null });
    },
  };
}

function positionOf(db: Kysely<Schema>, id: number): Promise<Position | undefined> {
  return db.selectFrom('audit_entries').select(['at', 'id']).where('id', '=', id).executeTakeFirst();
}

function sent(entry: Row<'audit_entries'>): AuditEntry {
  const { actor_name: actorName, enterprise: _, before, after, ...rest } = entry;
  return { ...rest, actorName, before: parsed(before), after: parsed(after) };
}

function parsed(json: string | null): unknown {
  if (json === null) return null;
  try {
    return JSON.parse(json);
  } catch {
    // Somebody changed it in the database: it is shown as it is, and verifying finds it.
    return json;
  }
}

/** Whoever asks while it is under way gets the same answer. */
function oneAtATime(work: () => Promise<ChainState>): () => Promise<ChainState> {
  let running: Promise<ChainState> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}
