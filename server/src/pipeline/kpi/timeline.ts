// Owns state timelines and stops: intervals folded from the store on demand, by the same rules as the facts.
import type { RouteAnswer, RouteInput, StateInterval } from '@takt/model/api';
import { fold, type Interval, type TimeCategory } from '@takt/model/facts';
import { done, type Outcome } from '../../platform/outcome.ts';
import { readFoldInput } from '../fold/read.ts';
import type { MachineView } from '../plant-view.ts';
import type { KpiParts } from './parts.ts';
import { checkRange, machinesOf } from './scope.ts';

const dayMs = 86_400_000;

export async function queryTimeline(
  parts: KpiParts,
  input: RouteInput<'timeline.query'>['query'],
): Promise<Outcome<RouteAnswer<'timeline.query'>>> {
  const refused = checkRange(input, 7 * dayMs);
  if (refused) return refused;
  const machines = machinesOf(parts.plant, input.scope);
  if (!machines.ok) return machines;
  const lanes = await Promise.all(
    machines.value.map(async (machine) => ({
      machine: machine.code,
      name: machine.name,
      intervals: merged(await intervalsOf(parts, machine, input.from, input.to), (interval) => interval),
    })),
  );
  return done({ machines: lanes });
}

const stopCategories: ReadonlySet<TimeCategory> = new Set(['down', 'minorStop', 'setup', 'starved', 'blocked', 'idle']);

export async function queryStops(
  parts: KpiParts,
  input: RouteInput<'stops.query'>['query'],
): Promise<Outcome<RouteAnswer<'stops.query'>>> {
  const refused = checkRange(input, 31 * dayMs);
  if (refused) return refused;
  const machines = machinesOf(parts.plant, input.scope);
  if (!machines.ok) return machines;
  type Stop = RouteAnswer<'stops.query'>['stops'][number];
  const stops = new Map<string, Stop>();
  for (const machine of machines.value) {
    for (const interval of merged(await intervalsOf(parts, machine, input.from, input.to), stopOnly)) {
      const { category, alarm } = interval;
      const key = `${machine.code}\n${category}\n${alarm ?? ''}`;
      const stop: Stop = stops.get(key) ?? {
        machine: machine.code,
        name: machine.name,
        category,
        ...(alarm === undefined ? {} : { alarm }),
        count: 0,
        durationMs: 0,
      };
      stops.set(key, stop);
      stop.count += 1;
      stop.durationMs += interval.to - interval.from;
    }
  }
  const longest = [...stops.values()].sort((a, b) => b.durationMs - a.durationMs);
  return done({ stops: longest.slice(0, input.limit) });
}

async function intervalsOf(parts: KpiParts, machine: MachineView, from: number, to: number): Promise<Interval[]> {
  const horizon = parts.horizon([machine]);
  const end = Math.min(to, horizon);
  if (end <= from) return [];
  return fold(await readFoldInput(parts.store, machine, from, end, horizon)).intervals;
}

function stopOnly(interval: Interval): Interval | undefined {
  return stopCategories.has(interval.category) ? interval : undefined;
}

/** Joins neighbours of one category; an alarm raised shortly after the stop began names the whole stop. */
function merged(intervals: readonly Interval[], pick: (interval: Interval) => Interval | undefined): StateInterval[] {
  const result: StateInterval[] = [];
  for (const interval of intervals) {
    const picked = pick(interval);
    if (!picked) continue;
    const last = result.at(-1);
    const same = last?.to === picked.from && last.category === picked.category;
    const alarm = picked.alarm || undefined;
    if (same && (last.alarm === alarm || last.alarm === undefined || alarm === undefined)) {
      last.to = picked.to;
      if (alarm !== undefined) last.alarm = alarm;
      continue;
    }
    result.push({
      from: picked.from,
      to: picked.to,
      category: picked.category,
      ...(alarm === undefined ? {} : { alarm }),
      ...(picked.product ? { product: picked.product } : {}),
    });
  }
  return result;
}
