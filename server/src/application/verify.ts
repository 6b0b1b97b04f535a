// Owns what anybody may verify without an account: a certificate by its number, an evidence package by its content.
import type { RouteAnswer } from '@takt/model/api';
import { canonicalJson, evidenceFormat, stateOn } from '@takt/model/application';
import type { Caller } from '../platform/caller.ts';
import type { Counter } from '../platform/counters/port.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { isNestedTooDeeply } from '../platform/validation/depth.ts';
import { certificatesWithNames } from './certificates/record.ts';
import { sha256Of } from './evidence.ts';
import type { ApplicationParts } from './parts.ts';
import { today } from './today.ts';

/** From one address in a minute: somebody who looks, not somebody who copies the register. */
const most = 60;
export const verifyWindowMs = 60_000;

export async function limited<T>(
  counter: Counter,
  { address }: Pick<Caller, 'address'>,
  work: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const { count, endsInMs } = await counter.count(address ?? '');
  if (count <= most) return work();
  const detail = 'too many questions; wait a little';
  return { ok: false, refusal: { kind: 'too_many_requests', detail, retryAfterMs: endsInMs } };
}

export async function verifyCertificate(
  parts: ApplicationParts,
  number: string,
): Promise<Outcome<RouteAnswer<'verification.certificate'>>> {
  const row = await certificatesWithNames(parts.db).where('c.number', '=', number.trim()).executeTakeFirst();
  if (!row) return refuse('not_found', 'there is no certificate of this number');
  return done({
    number: row.number,
    enterprise: row.enterprise_name,
    workshop: row.workshop_name,
    countsAs: row.counts_as as RouteAnswer<'verification.certificate'>['countsAs'],
    issuedOn: row.issued_on,
    validUntil: row.valid_until,
    state: stateOn(today(parts), row.state, row.valid_until),
    evidence: row.evidence,
  });
}

export async function verifyPackage(
  { db }: ApplicationParts,
  file: Uint8Array,
): Promise<Outcome<RouteAnswer<'verification.package'>>> {
  const content = readCanonical(file);
  if (content === undefined)
    return refuse('invalid', 'see errors', [{ field: 'body', reason: 'must be an evidence package as a JSON file' }]);
  const sha256 = sha256Of(content.text);
  const known = await db
    .selectFrom('evidence_packages')
    .select(['sha256', 'frozen_at', 'certificate'])
    .where((e) => e.or([e('sha256', '=', sha256), e('id', '=', content.id)]))
    .execute();
  const same = known.find((one) => one.sha256 === sha256);
  const found = same ?? known[0];
  if (!found) return done({ result: 'unknown', sha256, frozenAt: null, certificate: null });
  const certificate = same?.certificate
    ? await db.selectFrom('certificates').select('number').where('id', '=', same.certificate).executeTakeFirst()
    : undefined;
  return done({
    result: same ? 'unchanged' : 'changed',
    sha256,
    frozenAt: found.frozen_at,
    certificate: certificate?.number ?? null,
  });
}

/** However it was written: the order of names and the spaces in a file say nothing. */
function readCanonical(file: Uint8Array): { text: string; id: string } | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file));
    if (typeof value !== 'object' || value === null || isNestedTooDeeply(value)) return undefined;
    const { format, id } = value as { format?: unknown; id?: unknown };
    if (format !== evidenceFormat || typeof id !== 'string') return undefined;
    return { text: canonicalJson(value), id };
  } catch {
    return undefined;
  }
}
