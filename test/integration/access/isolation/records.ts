// Owns what is kept of a random installation beside its plant: consents and what was seen under them, the audit log, restatements.
import { emptyFacts } from '@takt/model/facts';
import { createAudit } from '../../../../server/src/platform/audit/index.ts';
import type { Database } from '../../../../server/src/platform/database/index.ts';
import { type Consent, enterpriseOf, mark, type Node } from './marks.ts';
import type { ConsentShape } from './shapes.ts';

const dayMs = 86_400_000;

export async function writeConsent(
  db: Database['db'],
  consent: Consent,
  shape: ConsentShape | undefined,
): Promise<void> {
  const now = Date.now();
  const from = { in_force: -1, withdrawn: -1, expired: -3, not_yet: 1 }[shape?.state ?? 'in_force'] * dayMs + now;
  const withdrawn = shape?.state === 'withdrawn';
  const enterprise = consent.enterprise.code;
  await db
    .insertInto('consents')
    .values({
      id: consent.id,
      enterprise,
      bureau: consent.bureau,
      groups: JSON.stringify(consent.groups),
      purpose: `Purpose ${mark({ kind: 'consent', consent })}`,
      granted_by: `Giver ${mark({ kind: 'consent', consent })}`,
      granted_at: from,
      from_at: from,
      until_at: from + 2 * dayMs,
      withdrawn_at: withdrawn ? now - 1000 : null,
      withdrawn_by: withdrawn ? `Taker ${mark({ kind: 'consent', consent })}` : null,
    })
    .execute();
  await db
    .insertInto('disclosures')
    .values({
      at: now,
      enterprise,
      consent: consent.id,
      bureau: consent.bureau,
      actor: 'user:somebody',
      actor_name: `Officer ${mark({ kind: 'disclosure', consent })}`,
      permission: 'kpi.read',
      action: 'kpis.query',
      scope: `enterprise:${enterprise}`,
      from_at: null,
      to_at: null,
      count: 1,
      last_at: now,
    })
    .execute();
}

/** One for each node, of which it tells before and after. */
export async function writeEntries(db: Database['db'], nodes: readonly Node[]): Promise<void> {
  const audit = createAudit(Date.now);
  const records = nodes.map((node) => ({
    actor: 'user:somebody',
    actorName: `Actor ${mark({ kind: 'entry', node })}`,
    action: `${node.level}s.put`,
    outcome: 'done' as const,
    kind: node.level,
    code: node.code,
    scope: `${node.level}:${node.code}`,
    enterprise: enterpriseOf(node).code,
    before: { name: mark({ kind: 'entry', node }) },
    after: { name: mark({ kind: 'entry', node }) },
    address: '127.0.0.1',
  }));
  await audit(db, ...records);
}

export async function writeRestatements(db: Database['db'], nodes: readonly Node[]): Promise<void> {
  const facts = JSON.stringify(emptyFacts());
  const now = Date.now();
  const rows = nodes
    .filter(({ level }) => level === 'machine')
    .map(({ code }) => ({
      at: now,
      machine: code,
      shift_from: now - dayMs,
      shift_to: now,
      reason: 'late_data',
      before: facts,
      after: facts,
    }));
  await db.insertInto('restatements').values(rows).execute();
}
