// Owns the migration of recorded changes into the audit log: in their order, chained like every other entry.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { type ChainedEntry, chainedHash } from '../../audit/chain.ts';
import { inParts } from '../in-parts.ts';

interface Change {
  id: number;
  at: number;
  actor: string;
  kind: string;
  code: string;
  before: string | null;
  after: string | null;
}

interface Tables {
  changes: Change;
  audit_entries: ChainedEntry & { hash: string };
  audit_head: { id: number; entries: number; hash: string };
}

export function changesAudited(): Migration {
  return {
    async up(untyped: Kysely<unknown>) {
      const db = untyped as Kysely<Tables>;
      const head = await db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
      let { hash } = head;
      let entries = Number(head.entries);
      const changes = await db.selectFrom('changes').selectAll().orderBy('id').execute();
      const rows = changes.map((change) => {
        entries++;
        const entry = entryOf(entries, change);
        hash = chainedHash(hash, entry);
        return { ...entry, hash };
      });
      for (const part of inParts(rows)) await db.insertInto('audit_entries').values(part).execute();
      await db.updateTable('audit_head').set({ entries, hash }).execute();
      await db.schema.dropTable('changes').execute();
    },
  };
}

function entryOf(id: number, { at, actor, kind, code, before, after }: Change): ChainedEntry {
  const scope = scopeOf(kind, code, after === null ? before : null);
  return {
    id,
    at: Number(at),
    actor,
    actor_name: actor,
    action: actionOf(kind, after === null),
    outcome: 'done',
    kind,
    code,
    scope,
    before,
    after,
    // Which it was is not told by a change.
    enterprise: enterpriseOf(scope),
    address: null,
  };
}

function actionOf(kind: string, removed: boolean): string {
  if (kind === 'definition') return 'definitions.add';
  if (kind === 'refold') return 'facts.refold';
  return `${kind}s.${removed ? 'remove' : 'put'}`;
}

/** As the log writes it where it does not know. */
function enterpriseOf(scope: string | null): string | null {
  if (scope === null || scope === 'platform' || scope.startsWith('district:')) return null;
  return scope.startsWith('enterprise:') ? scope.slice('enterprise:'.length) : '';
}

const above: Record<string, string> = { site: 'enterprise', workshop: 'site', line: 'workshop', machine: 'line' };

/** `removed`: what it was, of an object that is not there any more. */
function scopeOf(kind: string, code: string, removed: string | null): string | null {
  if (kind === 'refold') return code;
  if (kind === 'definition') return `workshop:${code}`;
  if (removed === null) return kind === 'enterprise' || above[kind] ? `${kind}:${code}` : null;
  const parent = (JSON.parse(removed) as Record<string, unknown>)[above[kind] ?? ''];
  return typeof parent === 'string' ? `${above[kind]}:${parent}` : null;
}
