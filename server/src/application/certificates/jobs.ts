// Owns what becomes of certificates by itself: they end on their day, and what is due for its yearly check is looked at.
import { heldStates } from '@takt/model/application';
import { system } from '../../platform/caller.ts';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Queue } from '../../platform/queue/port.ts';
import { addEvent } from '../history.ts';
import type { ApplicationParts } from '../parts.ts';
import { readScheme } from '../schemes.ts';
import { today } from '../today.ts';
import { aboutCertificate, certificatesWithNames } from './record.ts';

type JobParts = Omit<ApplicationParts, 'documents' | 'counters' | 'publicUrl'>;

/** A day ends within the hour, wherever the city is. */
const lookEveryMs = 3_600_000;
const kind = 'certificate-check';

export function followCertificates(parts: JobParts, queue: Queue): void {
  queue.handle(kind, async ({ payload }) => evaluateCheck(parts, (payload as { check: string }).check));
  queue.every('certificates', lookEveryMs, async () => {
    await expireCertificates(parts);
    for (const check of await dueChecks(parts)) await queue.add(kind, check, { check });
  });
}

export async function expireCertificates(parts: JobParts): Promise<void> {
  const { db } = parts;
  const ended = await certificatesWithNames(db)
    .where('c.state', 'in', heldStates)
    .where('c.valid_until', '<', today(parts))
    .execute();
  for (const some of inParts(ended, 100))
    await db.transaction().execute(async (transaction) => {
      for (const row of some) {
        const { numUpdatedRows } = await transaction
          .updateTable('certificates')
          .set({ state: 'expired', revision: row.revision + 1 })
          .where('id', '=', row.id)
          .where('revision', '=', row.revision)
          .executeTakeFirst();
        // Changed at this moment: the next time will do.
        if (Number(numUpdatedRows) === 0) continue;
        const details = { validUntil: row.valid_until };
        await addEvent(parts, transaction, system, aboutCertificate(row), { kind: 'expired', details });
      }
    });
}

/** Of certificates in force, not looked at yet. */
async function dueChecks(parts: JobParts): Promise<string[]> {
  const rows = await parts.db
    .selectFrom('certificate_checks as k')
    .innerJoin('certificates as c', 'c.id', 'k.certificate')
    .select('k.id')
    .where('k.due', '<=', today(parts))
    .where('k.done_at', 'is', null)
    .where('k.results', 'is', null)
    .where('c.state', 'in', heldStates)
    .execute();
  return rows.map(({ id }) => id);
}

/** What became of each criterion, for whoever records the check; it decides nothing. */
export async function evaluateCheck(parts: JobParts, id: string): Promise<void> {
  const { db, evaluate } = parts;
  const check = await db
    .selectFrom('certificate_checks')
    .select('certificate')
    .where('id', '=', id)
    .where('results', 'is', null)
    .executeTakeFirst();
  const row = check && (await certificatesWithNames(db).where('c.id', '=', check.certificate).executeTakeFirst());
  const scheme = row && (await readScheme(db, row.scheme, row.version));
  if (!row || !scheme) return;
  const results = await evaluate({ kind: row.subject_kind, id: row.subject }, scheme, 'recheck');
  await db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('certificate_checks')
      .set({ results: JSON.stringify(results) })
      .where('id', '=', id)
      .where('results', 'is', null)
      .executeTakeFirst();
    if (Number(numUpdatedRows) === 0) return;
    // Not what was found: that is told to those who may see it.
    await addEvent(parts, transaction, system, aboutCertificate(row), { kind: 'evaluated' });
  });
}
