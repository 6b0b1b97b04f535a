// Owns the steps of applications and certificates as they are kept: written with the change they tell of, and into the audit log.
import type { Kysely } from 'kysely';
import { attribution, type Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import { type Outcome, refuse } from '../platform/outcome.ts';
import type { ApplicationParts } from './parts.ts';

export interface Event {
  kind: string;
  reason?: string | null;
  details?: Record<string, string | number | null>;
}

interface About {
  application: string | null;
  certificate: string | null;
  /** By which people know it, for the audit log. */
  number: string;
  plantEnterprise: string | null;
  district: string;
}

export async function addEvent(
  { audit, clock }: Pick<ApplicationParts, 'audit' | 'clock'>,
  transaction: Kysely<Schema>,
  caller: Pick<Caller, 'actor' | 'name' | 'address'>,
  about: About,
  { kind, reason = null, details = {} }: Event,
): Promise<void> {
  const { application, certificate, number, plantEnterprise, district } = about;
  const { actor, actorName } = attribution(caller);
  const said = { reason: reason === '' ? null : reason, details };
  await transaction
    .insertInto('recognition_events')
    .values({
      application,
      certificate,
      at: clock(),
      actor,
      actor_name: actorName,
      kind,
      details: JSON.stringify(said),
    })
    .execute();
  const noun = certificate === null ? 'application' : 'certificate';
  await audit(transaction, {
    ...attribution(caller),
    action: `${noun}s.${kind}`,
    outcome: 'done',
    kind: noun,
    code: number,
    scope: plantEnterprise === null ? `district:${district}` : `enterprise:${plantEnterprise}`,
    before: null,
    after: { ...details, ...(said.reason === null ? {} : { reason: said.reason }) },
  });
}

export type Told = {
  at: number;
  actorName: string;
  kind: string;
  reason: string | null;
  details: Record<string, string | number | null>;
};

/** Oldest first. */
export async function readHistory(
  db: Kysely<Schema>,
  of: { application: string } | { certificate: string },
): Promise<Told[]> {
  const query = db.selectFrom('recognition_events').selectAll().orderBy('id');
  const rows = await ('application' in of
    ? query.where('application', '=', of.application)
    : query.where('certificate', '=', of.certificate)
  ).execute();
  return rows.map(told);
}

function told({ at, actor_name: actorName, kind, details }: Row<'recognition_events'>): Told {
  return { at, actorName, kind, ...(JSON.parse(details) as Pick<Told, 'reason' | 'details'>) };
}

/** Names who came first. */
export async function conflictAfter(
  db: Kysely<Schema>,
  of: { application: string } | { certificate: string },
): Promise<Outcome<never>> {
  const last = (await readHistory(db, of)).at(-1);
  if (!last) return refuse('conflict', 'it was changed meanwhile');
  const when = new Date(last.at).toISOString();
  return refuse('conflict', `${last.actorName} changed it at ${when} (${last.kind}); look at it again`);
}
