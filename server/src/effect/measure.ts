// Owns measuring a project by its plan: over the machines it began with, from their daily facts.
import type { SentMeasuredEffect } from '@takt/model/api';
import {
  addDays,
  assess,
  type DateRange,
  longestWindowDays,
  measuredIndicators,
  type UnmeasurableReason,
  unmeasured,
} from '@takt/model/effect';
import { lastDayBefore, measuredDays } from '../pipeline/kpi/index.ts';
import type { MachineView } from '../pipeline/plant-view.ts';
import { outputOf } from './output.ts';
import type { EffectParts } from './parts.ts';
import type { KeptPlan } from './plan-row.ts';
import { isLive, type ProjectRecord } from './record.ts';
import type { Subject } from './subject.ts';

export interface Measurement {
  measured: SentMeasuredEffect[];
  machines: number;
  gone: string[];
  /** Of those in the output of the baseline, fraction of one. */
  goneShare: number;
}

/** Above it the machines that are left do not stand for what was registered. */
const mostGone = 1 / 3;
/** Facts of a day are complete a while after it. */
const settlingMs = 2 * 3_600_000;

export async function measure(
  parts: EffectParts,
  record: ProjectRecord,
  plan: KeptPlan | undefined,
  subject: Subject,
): Promise<Measurement> {
  const none = { machines: 0, gone: [], goneShare: 0 };
  if (!plan) return { ...none, measured: isLive(parts, record) ? withoutFigures(allIndicators, 'no_plan') : [] };
  const obstacle = obstacleOf(record, plan, subject);
  if (obstacle) return { ...none, measured: withoutFigures(plan.indicators, obstacle) };
  const { kept, gone } = machinesOf(plan, subject);
  const timeZone = subject.machines[0]?.timeZone ?? parts.regions.city.timeZone;
  const goneShare = gone.length === 0 ? 0 : await goneShareOf(parts, plan, kept, gone, timeZone);
  const told = { machines: kept.length, gone, goneShare };
  if (kept.length === 0) return { ...told, measured: withoutFigures(plan.indicators, 'machines_changed') };
  const lastDay = lastDayBefore(parts.clock() - settlingMs, timeZone);
  const measured = await assessAll(parts, record, plan, kept, lastDay);
  return {
    ...told,
    measured:
      goneShare > mostGone
        ? measured.map((one) => ({ ...one, verdict: 'not_measurable', reason: 'machines_changed' }))
        : measured,
  };
}

const allIndicators = measuredIndicators.map((indicator) => ({ indicator, expected: null }));

/** What is said where nothing is told: why. */
export function withoutFigures(indicators: KeptPlan['indicators'], reason: UnmeasurableReason): SentMeasuredEffect[] {
  return indicators.map(({ indicator, expected }) => ({
    ...unmeasured(indicator, 'not_measurable', reason),
    expected,
  }));
}

function obstacleOf({ go_live }: ProjectRecord, plan: KeptPlan, subject: Subject): UnmeasurableReason | null {
  if (subject.obstacle) return subject.obstacle;
  if (go_live === null) return 'no_go_live';
  const { exclusion } = plan;
  if (go_live < exclusion.from || go_live > exclusion.to) return 'go_live_moved';
  return plan.lockedAt !== null && plan.machines.length === 0 ? 'not_connected' : null;
}

/** Until it is locked all that are in the scope; then those of the beginning that still are. */
function machinesOf({ lockedAt, machines }: KeptPlan, subject: Subject): { kept: MachineView[]; gone: string[] } {
  if (lockedAt === null) return { kept: subject.machines, gone: [] };
  const first = new Set(machines);
  const now = new Set(subject.machines.map(({ code }) => code));
  return {
    kept: subject.machines.filter(({ code }) => first.has(code)),
    gone: machines.filter((code) => !now.has(code)),
  };
}

async function goneShareOf(
  { store }: EffectParts,
  { baseline }: KeptPlan,
  kept: readonly MachineView[],
  gone: readonly string[],
  timeZone: string,
): Promise<number> {
  const codes = [...kept.map(({ code }) => code), ...gone];
  const output = await outputOf(store, codes, baseline, timeZone);
  const sum = (machines: readonly string[]) => machines.reduce((all, code) => all + (output.get(code) ?? 0), 0);
  const all = sum(codes);
  return all > 0 ? sum(gone) / all : gone.length / codes.length;
}

async function assessAll(
  { store, plant }: EffectParts,
  record: ProjectRecord,
  plan: KeptPlan,
  machines: readonly MachineView[],
  lastDay: string,
): Promise<SentMeasuredEffect[]> {
  const { baseline, exclusion, afterTo, minimumCoverage, productMix, controlLines } = plan;
  const latest = [lastDay, addDays(exclusion.to, longestWindowDays), afterTo ?? lastDay].reduce((a, b) =>
    a < b ? a : b,
  );
  const ranges = [
    { from: baseline.from, to: min(baseline.to, latest) },
    { from: exclusion.from, to: latest },
  ].filter(({ from, to }: DateRange) => from <= to);
  const others = controlLines
    .flatMap((code) => plant.within({ level: 'line', code }))
    .filter((machine) => machine.enterprise === record.plant_enterprise);
  const [days, control] = await Promise.all([
    measuredDays(store, machines, ranges),
    others.length > 0 ? measuredDays(store, others, ranges) : null,
  ]);
  const asked = { baseline, exclusion, afterTo, lastDay, minimumCoverage, productMix, days, control };
  return plan.indicators.map(({ indicator, expected }) => ({ ...assess({ ...asked, indicator }), expected }));
}

function min(a: string, b: string): string {
  return a < b ? a : b;
}
