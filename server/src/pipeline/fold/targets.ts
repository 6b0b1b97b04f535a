// Owns the choice of what a pass folds: machines with new readings and machines whose present still moves.
import { minuteMs } from '@takt/model/facts';
import type { MachineView } from '../plant-view.ts';
import { floorMinute, type Progress } from './progress.ts';
import { longestStalenessMs } from './read.ts';

/** One machine's range in a pass; `behind` where more is left for the next one. */
export interface Target {
  machine: MachineView;
  from: number;
  to: number;
  behind: boolean;
}

/** Most history folded of one machine in one pass: bounds memory. */
const chunkMs = 2 * 86_400_000;

/**
 * A machine is folded from its earliest new reading on, up to now while it may still be heard, and up to the end of its
 * staleness once it is silent. `foldedTo` is how far each has come in this process.
 */
export function targetsOf(
  machines: readonly MachineView[],
  progress: Progress,
  foldedTo: ReadonlyMap<string, number>,
  now: number,
): Target[] {
  const notes = progress.takeNotes(machines.map((machine) => machine.code));
  const targets: Target[] = [];
  for (const machine of machines) {
    const extent = extentOf(machine, progress, foldedTo, now);
    if (!extent) continue;
    const { reached, end } = extent;
    const note = notes.get(machine.code);
    if (note === undefined && reached >= end) continue;
    const from = floorMinute(Math.min(reached, note ?? reached));
    const to = Math.min(Math.max(end, from + minuteMs), from + chunkMs, now);
    if (to > from) targets.push({ machine, from, to, behind: to < end });
  }
  return targets;
}

/** Stored time that is not folded yet, summed over machines, ms. What every pass leaves to the next does not count. */
export function backlogOf(
  machines: readonly MachineView[],
  progress: Progress,
  foldedTo: ReadonlyMap<string, number>,
  now: number,
): number {
  let sum = 0;
  for (const machine of machines) {
    const extent = extentOf(machine, progress, foldedTo, now);
    const left = extent ? extent.end - extent.reached : 0;
    if (left > chunkMs / 24) sum += left;
  }
  return sum;
}

/** How far a machine is folded, and how far it can be; undefined where nothing of it is stored. */
function extentOf(machine: MachineView, progress: Progress, foldedTo: ReadonlyMap<string, number>, now: number) {
  const lastAt = progress.lastAt(machine.code);
  const watermark = progress.watermark(machine.code);
  if (lastAt === undefined || watermark === undefined) return undefined;
  const end = Math.min(now, floorMinute(lastAt + longestStalenessMs(machine)) + minuteMs);
  return { reached: foldedTo.get(machine.code) ?? watermark, end };
}
