// Owns the evaluation of all subjects by all schemes in force: each night, and soon after schemes changed; it goes on where it stopped.
import { setImmediate as breathe } from 'node:timers/promises';
import { localParts, startOfDay } from '@takt/model/calendar';
import type { Scheme } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { Queue } from '../../platform/queue/port.ts';
import type { Subject, SubjectKind } from '../facts/index.ts';
import { readSubjects } from '../facts/subject.ts';
import type { RecognitionParts } from '../parts.ts';
import { inForceOn, readKept } from '../schemes/rows.ts';
import { todayOf } from '../schemes/shown.ts';
import { changedSince } from './changed.ts';
import { evaluateSubjects } from './evaluate.ts';

const jobKind = 'recognition-evaluation';
const hourMs = 3_600_000;
const everyMs = 900_000;
/** What was written since is looked at again: longer than from one time to the next, as one may be late. */
const changedWithinMs = 2 * everyMs;
/** Hour of the city's day from which on what was evaluated before is old. */
const nightHour = 2;
/** Each is read, judged and kept without giving way to requests. */
const subjectsAChunk = 200;

/** Everything that is not evaluated since the night, was by another version than the one in force, or of which something new is known. */
export async function askEvaluation(queue: Pick<Queue, 'add'>): Promise<void> {
  await queue.add(jobKind, 'due', null);
}

export function evaluateNightly(parts: RecognitionParts): void {
  parts.queue.handle(jobKind, () => evaluateDue(parts));
  parts.queue.every(jobKind, everyMs, () => askEvaluation(parts.queue));
}

export async function evaluateDue(parts: RecognitionParts): Promise<void> {
  const schemes = inForceOn(await readKept(parts.db), todayOf(parts));
  const since = lastNight(parts);
  const changed = await changedSince(parts.db, parts.clock() - changedWithinMs);
  for (const kind of ['workshop', 'enterprise'] as const) {
    const about = schemes.filter(({ subject }) => subject === kind);
    for await (const subjects of subjectsInChunks(parts, kind)) {
      const due = about.length === 0 ? [] : await dueOf(parts.db, { subjects, schemes: about, since, changed });
      if (due.length > 0) await evaluateSubjects(parts, due, about);
      await breathe();
    }
  }
  await dropOthers(parts, schemes, since);
}

function lastNight({ regions, clock }: RecognitionParts): number {
  const now = clock();
  const { timeZone } = regions.city;
  const today = startOfDay(now, timeZone);
  const night = localParts(now, timeZone).hour < nightHour ? startOfDay(today - 1, timeZone) : today;
  return night + nightHour * hourMs;
}

async function* subjectsInChunks({ db }: RecognitionParts, kind: SubjectKind): AsyncGenerator<Subject[]> {
  let after = '';
  for (;;) {
    const subjects = await readSubjects(db, kind, { after, limit: subjectsAChunk });
    const last = subjects.at(-1);
    if (!last) return;
    yield subjects;
    after = last.id;
  }
}

interface Due {
  /** Of one kind. */
  subjects: readonly Subject[];
  schemes: readonly Scheme[];
  since: number;
  changed: ReadonlySet<string>;
}

async function dueOf(db: Kysely<Schema>, { subjects, schemes, since, changed }: Due): Promise<Subject[]> {
  const rows = await db
    .selectFrom('recognition_evaluations')
    .select(['subject', 'scheme', 'version'])
    .where('subject_kind', '=', subjects[0]?.kind ?? 'workshop')
    .where(
      'subject',
      'in',
      subjects.map(({ id }) => id),
    )
    .where('evaluated_at', '>=', since)
    .execute();
  const done = new Set(rows.map(({ subject, scheme, version }) => `${subject} ${scheme} ${version}`));
  return subjects.filter(
    (subject) =>
      changed.has(subject.id) || schemes.some(({ id, version }) => !done.has(`${subject.id} ${id} ${version}`)),
  );
}

/** Of subjects that are there no more, and of schemes out of force: they were not evaluated this time. */
async function dropOthers({ db }: RecognitionParts, schemes: readonly Scheme[], since: number): Promise<void> {
  await db
    .deleteFrom('recognition_evaluations')
    .where((e) =>
      e.or([
        e('evaluated_at', '<', since),
        ...(schemes.length === 0
          ? []
          : [
              e(
                'scheme',
                'not in',
                schemes.map(({ id }) => id),
              ),
            ]),
      ]),
    )
    .execute();
}
