// Owns which facts a change of the plant makes stale: whose, since when, and why.
import { isDeepStrictEqual } from 'node:util';
import type { Calendar } from '@takt/model/calendar';
import type { Definition } from '@takt/model/definition';
import type { MachineView, PlantChange } from '../pipeline/plant-view.ts';
import type { PlantIndex } from './view.ts';

type Effect = Omit<PlantChange, 'machines'>;

const dayMs = 86_400_000;
/** What decides a machine's facts besides calendar and definition. A name decides nothing. */
const deciding = ['source', 'line', 'workshop', 'timeZone', 'idealCycleSeconds', 'signalMap'] as const;

/** Changes to announce when the plant went from one state to the next; machines with the same cause come together. */
export function effectsBetween(before: PlantIndex, after: PlantIndex): PlantChange[] {
  const grouped = new Map<string, PlantChange>();
  for (const [code, view] of after.machines) {
    const effect = effectOn(before.machines.get(code), view);
    if (!effect) continue;
    const key = `${effect.reason} ${effect.from}`;
    const group = grouped.get(key);
    if (group) group.machines.push(code);
    else grouped.set(key, { ...effect, machines: [code] });
  }
  return [...grouped.values()];
}

function effectOn(before: MachineView | undefined, after: MachineView): Effect | undefined {
  if (!before || deciding.some((field) => !isDeepStrictEqual(before[field], after[field]))) {
    return { reason: 'machine', from: 0 };
  }
  const calendarFrom = calendarChangedFrom(before.calendar, after.calendar);
  const definitionFrom = definitionChangedFrom(before.definitions, after.definitions);
  if (calendarFrom !== undefined && calendarFrom <= (definitionFrom ?? Number.POSITIVE_INFINITY)) {
    return { reason: 'calendar', from: calendarFrom };
  }
  return definitionFrom === undefined ? undefined : { reason: 'definition', from: definitionFrom };
}

/** Single dates that were added or taken away change nothing before the earliest of them. */
function calendarChangedFrom(before: Calendar | undefined, after: Calendar | undefined): number | undefined {
  if (before === after) return undefined;
  if (!before || !after || !isDeepStrictEqual(hours(before), hours(after))) return 0;
  const dates = [...difference(before.holidays, after.holidays), ...difference(before.workingDays, after.workingDays)];
  if (dates.length === 0) return undefined;
  // A local day begins up to 14 h before the UTC day of the same date.
  return Math.max(0, Math.min(...dates.map((date) => Date.parse(`${date}T00:00:00Z`))) - dayMs);
}

function hours(calendar: Calendar) {
  return calendar.shifts.map(({ name: _, ...shift }) => shift);
}

function difference(a: readonly string[], b: readonly string[]): string[] {
  return [...a.filter((date) => !b.includes(date)), ...b.filter((date) => !a.includes(date))];
}

function definitionChangedFrom(before: readonly Definition[], after: readonly Definition[]): number | undefined {
  if (before === after) return undefined;
  const added = after.slice(before.length).map((definition) => definition.effectiveFrom);
  return added.length === 0 ? undefined : Math.min(...added);
}
