// Owns measuring projects again by itself: plans are locked, and results are there for whoever does not compute.
import { settledVerdicts } from '@takt/model/effect';
import type { Queue } from '../platform/queue/port.ts';
import type { EffectParts } from './parts.ts';
import { measureAgain } from './project.ts';

/** Looked at often, as no process need run for a day: what is due is said by when each was measured. */
const lookEveryMs = 60_000;
const againAfterMs = 20 * 3_600_000;
/** What could not be said yet may be sayable soon: its data may only now be coming in. */
const unsettledAfterMs = 1_800_000;
const page = 500;
const kind = 'effect.measure';

export function effectJobs(parts: EffectParts, queue: Queue): void {
  queue.handle(kind, ({ payload }) => measureAgain(parts, String(payload)));
  queue.every('effects', lookEveryMs, async () => {
    for (const project of await dueProjects(parts)) await queue.add(kind, project, project);
  });
}

/** A page of those that are due, those that waited longest first. */
export async function dueProjects({ db, clock }: EffectParts): Promise<string[]> {
  const now = clock();
  const rows = await db
    .selectFrom('effect_plans as plan')
    .select('plan.project')
    .where((e) =>
      e.or([
        e('plan.measured_at', 'is', null),
        e('plan.measured_at', '<', now - againAfterMs),
        e.and([
          e('plan.measured_at', '<', now - unsettledAfterMs),
          e.not(
            e.exists(
              e
                .selectFrom('effect_results as result')
                .select('result.project')
                .whereRef('result.project', '=', 'plan.project')
                .where('result.verdict', 'in', [...settledVerdicts]),
            ),
          ),
        ]),
      ]),
    )
    .orderBy('plan.measured_at')
    .orderBy('plan.project')
    .limit(page)
    .execute();
  return rows.map(({ project }) => project);
}
