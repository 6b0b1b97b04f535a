// Owns measuring all projects again once a day: plans are locked, and results are there for whoever does not compute.
import type { Queue } from '../platform/queue/port.ts';
import type { EffectParts } from './parts.ts';
import { measureAgain } from './project.ts';

const everyMs = 24 * 3_600_000;
const kind = 'effect.measure';
const page = 500;

export function effectJobs(parts: EffectParts, queue: Queue): void {
  queue.handle(kind, ({ payload }) => measureAgain(parts, String(payload)));
  queue.every('effect-nightly', everyMs, async () => {
    let after = '';
    for (;;) {
      const plans = await parts.db
        .selectFrom('effect_plans')
        .select('project')
        .where('project', '>', after)
        .orderBy('project')
        .limit(page)
        .execute();
      for (const { project } of plans) await queue.add(kind, project, project);
      after = plans.at(-1)?.project ?? '';
      if (plans.length < page) return;
    }
  });
}
