// Owns the list of shifts a page offers to choose from.
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import { done, type Outcome } from '../../platform/outcome.ts';
import { scheduleOf } from '../fold/read.ts';
import type { KpiParts } from './parts.ts';
import { checkRange, machinesOf } from './scope.ts';

const longestMs = 62 * 86_400_000;

/** Shifts of the scope's machines that touch the range; one calendar's where they share it. */
export async function queryShifts(
  parts: KpiParts,
  input: RouteInput<'shifts.query'>['query'],
): Promise<Outcome<RouteAnswer<'shifts.query'>>> {
  const refused = checkRange(input, longestMs);
  if (refused) return refused;
  const machines = machinesOf(parts.plant, input.scope);
  if (!machines.ok) return machines;
  type Shift = RouteAnswer<'shifts.query'>['shifts'][number];
  const shifts = new Map<string, Shift>();
  for (const schedule of new Set(machines.value.map(scheduleOf))) {
    for (const shift of schedule.shifts(input.from, input.to))
      shifts.set(`${shift.code} ${shift.from} ${shift.to}`, shift);
  }
  return done({ shifts: [...shifts.values()].sort((a, b) => a.from - b.from) });
}
