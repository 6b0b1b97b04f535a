// Owns the choice of what a pass folds: machines with new readings and machines whose present still moves.
import { minuteMs } from '@takt/model/facts';
import type { MachineView, PlantView } from '../plant-view.ts';
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
  plant: PlantView,
  progress: Progress,
  foldedTo: ReadonlyMap<string, number>,
  now: number,
): Target[] {
  const notes = progress.takeNotes();
  const targets: Target[] = [];
  for (const machine of plant.all()) {
    const lastAt = progress.lastAt(machine.code);
    const watermark = progress.watermark(machine.code);
    if (lastAt === undefined || watermark === undefined) continue;
    const end = Math.min(now, floorMinute(lastAt + longestStalenessMs(machine)) + minuteMs);
    const reached = foldedTo.get(machine.code) ?? watermark;
    const note = notes.get(machine.code);
    if (note === undefined && reached >= end) continue;
    const from = floorMinute(Math.min(reached, note ?? reached));
    const to = Math.min(Math.max(end, from + minuteMs), from + chunkMs, now);
    if (to > from) targets.push({ machine, from, to, behind: to < end });
  }
  return targets;
}
