// Owns the effect of one project as it is told: measured where the enterprise lets it be seen, declared beside it.
import type { ProjectEffect } from '@takt/model/api';
import { mayAtRecord } from '../plant/bureau-sight.ts';
import type { Caller } from '../platform/caller.ts';
import { done, type Outcome } from '../platform/outcome.ts';
import { lockIfLive } from './lock.ts';
import { type Measurement, measure, withoutFigures } from './measure.ts';
import type { EffectParts } from './parts.ts';
import { planOf, sentPlan } from './plan-row.ts';
import { findRecord, type ProjectRecord, placeOfRecord, projectRecords } from './record.ts';
import { declaredOf, saveMeasured } from './results.ts';
import { type Subject, subjectOf } from './subject.ts';

export async function projectEffect(parts: EffectParts, caller: Caller, id: string): Promise<Outcome<ProjectEffect>> {
  const found = await findRecord(parts, caller, id, 'projects.read');
  if (!found.ok) return found;
  const record = found.value;
  const subject = await subjectOf(parts, record);
  const kept = await planOf(parts.db, id);
  const plan = kept && (await lockIfLive(parts, record, kept, subject));
  const shared = plan === undefined || isShared(caller, subject);
  const measurement = shared ? await measure(parts, record, plan, subject) : hidden(plan.indicators);
  if (plan && shared) await saveMeasured(parts, id, measurement.measured);
  const writable = mayAtRecord(caller, 'projects.write', placeOfRecord(record));
  const { code, name, go_live: goLive } = record;
  return done({
    project: { id, code, name, goLive },
    plan: plan ? sentPlan(plan) : null,
    writable,
    notShared: !shared,
    ...measurement,
    machines: shared ? measurement.machines : null,
    computedAt: parts.clock(),
    declared: await declaredOf(parts.db, id),
    controlChoices: writable ? controlChoices(parts, caller, record, subject) : [],
  });
}

/** Asked of a bureau, yes is a disclosure. Where there is nothing to measure there is nothing to share. */
function isShared(caller: Caller, { workshops }: Subject): boolean {
  return workshops.every((code) => caller.may('kpi.read', { level: 'workshop', code }));
}

function hidden(indicators: Parameters<typeof withoutFigures>[0]): Measurement {
  return { measured: withoutFigures(indicators, 'not_shared'), machines: 0, gone: [], goneShare: 0 };
}

/** Lines of the enterprise outside of the scope. */
function controlChoices(
  { plant }: EffectParts,
  caller: Caller,
  { plant_enterprise: code }: ProjectRecord,
  subject: Subject,
): ProjectEffect['controlChoices'] {
  if (code === null || !caller.may('machines.read', { level: 'enterprise', code })) return [];
  const own = new Set(subject.machines.map(({ line }) => line));
  const lines = new Set(plant.within({ level: 'enterprise', code }).map(({ line }) => line));
  return [...lines]
    .filter((line) => !own.has(line))
    .map((line) => ({ line, name: plant.name('line', line) ?? line }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Locks, measures and keeps, for whoever reads results without asking. A project that is gone has none. */
export async function measureAgain(parts: EffectParts, id: string): Promise<void> {
  const record = await projectRecords(parts.db).where('p.id', '=', id).executeTakeFirst();
  const kept = await planOf(parts.db, id);
  if (!record || !kept) return;
  const subject = await subjectOf(parts, record);
  const plan = await lockIfLive(parts, record, kept, subject);
  const { measured } = await measure(parts, record, plan, subject);
  await saveMeasured(parts, id, measured);
  await parts.db.updateTable('effect_plans').set({ measured_at: parts.clock() }).where('project', '=', id).execute();
}
