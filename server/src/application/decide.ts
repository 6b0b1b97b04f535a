// Owns what bureaus do: the district hands on, returns or rejects; the city approves, returns or rejects.
import type { ApplicationStep } from '@takt/model/application';
import type { Scheme } from '@takt/model/recognition';
import type { Caller } from '../platform/caller.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { countsOf } from './apply.ts';
import { issueCertificate } from './certificates/issue.ts';
import { changeApplication, openForStep } from './change.ts';
import { gatherEvidence, storePackage } from './evidence.ts';
import type { ApplicationParts } from './parts.ts';
import type { ApplicationRecord } from './record.ts';
import { readScheme } from './schemes.ts';
import { readSubject, type Subject } from './subject.ts';

interface Decision {
  revision: number;
  decision: Extract<ApplicationStep, 'accept' | 'approve' | 'return' | 'reject'>;
  reason: string;
  /** As the district's bureau, or as the city's. */
  permission: 'recognition.review' | 'recognition.decide';
}

export async function decideOver(
  parts: ApplicationParts,
  caller: Caller,
  id: string,
  { revision, decision, reason, permission }: Decision,
): Promise<Outcome<undefined>> {
  const opened = await openForStep(parts, caller, { id, revision, step: decision, permission, reason });
  if (!opened.ok) return opened;
  const record = opened.value;
  const subject = await readSubject(parts.db, { kind: record.subject_kind, id: record.subject });
  switch (decision) {
    case 'return':
      return returnIt(parts, caller, record, subject, reason);
    case 'reject':
      return changeApplication(parts, caller, record, {
        patch: { state: 'rejected' },
        event: { kind: 'rejected', reason },
      });
    case 'accept':
      if (movedOf(record, subject)) return moved(record, subject);
      return changeApplication(parts, caller, record, {
        patch: { state: 'city_decision' },
        event: { kind: 'accepted', reason },
      });
    case 'approve': {
      if (!subject || movedOf(record, subject)) return moved(record, subject);
      return approve(parts, caller, { record, subject, reason });
    }
  }
}

/** What became of a subject since it was applied for; null: nothing. */
export function movedOf(
  { enterprise, district }: Pick<ApplicationRecord, 'enterprise' | 'district'>,
  subject: Subject | undefined,
): 'moved' | 'closed' | null {
  if (!subject?.active) return 'closed';
  return subject.enterprise !== enterprise || subject.district !== district ? 'moved' : null;
}

function moved(record: ApplicationRecord, subject: Subject | undefined): Outcome<never> {
  const what =
    movedOf(record, subject) === 'closed' ? 'was closed or merged' : 'was moved to another enterprise or district';
  return refuse('conflict', `the ${record.subject_kind} ${what} since it was applied for; return the application`);
}

/** It goes to whose the subject is by now, and counts where that is. */
async function returnIt(
  parts: ApplicationParts,
  caller: Caller,
  record: ApplicationRecord,
  subject: Subject | undefined,
  reason: string,
): Promise<Outcome<undefined>> {
  const now = subject ?? record;
  const details = movedOf(record, subject) === 'moved' ? { enterprise: now.enterprise, district: now.district } : {};
  return changeApplication(parts, caller, record, {
    patch: { state: 'returned', enterprise: now.enterprise, district: now.district },
    event: { kind: 'returned', reason, details },
  });
}

async function approve(
  parts: ApplicationParts,
  caller: Caller,
  { record, subject, reason }: { record: ApplicationRecord; subject: Subject; reason: string },
): Promise<Outcome<undefined>> {
  const scheme: Scheme | undefined = await readScheme(parts.db, record.scheme, record.version);
  if (!scheme) return refuse('unavailable', 'the scheme it is judged by cannot be read');
  const results = await parts.evaluate({ kind: subject.kind, id: subject.id }, scheme, 'application');
  const { passed, failed, unknown } = countsOf(results);
  if (failed + unknown > 0 && reason === '')
    return refuse('invalid', 'see errors', [
      { field: 'reason', reason: `must say why it is approved with ${failed} criteria failed and ${unknown} unknown` },
    ]);
  const appliedOn = record.applied_on ?? '';
  const frozen = await gatherEvidence(parts, { record, subject, scheme, results, occasion: 'decision', appliedOn });
  const changed = await changeApplication(parts, caller, record, {
    patch: { state: 'approved' },
    event: { kind: 'approved', reason, details: { passed, failed, unknown, evidence: frozen.sha256 } },
    async also(transaction) {
      const measured = results.some(({ origin }) => origin === 'measured');
      const certificate = await issueCertificate(parts, transaction, caller, {
        record,
        subject,
        scheme,
        frozen,
        measured,
      });
      await storePackage(transaction, frozen, { application: record.id, certificate });
    },
  });
  return changed.ok ? done(undefined) : changed;
}
