// Owns folding again: late readings and changes of the registry, with the restatements they cause.
import type { Jump } from '@takt/model/facts';
import type { FactsReplacement, TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { MachineView, PlantView } from '../plant-view.ts';
import { floorMinute, type LateRange, type Progress } from './progress.ts';
import { reachOf } from './reach.ts';
import { findRestatements, type Restatements } from './restatements.ts';
import { afterSilence } from './silence.ts';

/** A folded range, not yet stored. */
export interface Folded {
  machine: MachineView;
  replacement: FactsReplacement;
  jumps: Jump[];
  /** When the machine was last reported down in the range. */
  downUntil: number;
}

export interface LateFoldParts {
  store: TelemetryStore;
  plant: PlantView;
  /** Whether facts of the machine are this process's to write. */
  isMine(machine: MachineView): boolean;
  progress: Progress;
  restatements: Restatements;
  /** End of what is folded live: facts are not computed beyond it. */
  clock: () => number;
  foldRange(machine: MachineView, from: number, to: number, now: number): Promise<Folded>;
  publish(folded: readonly Folded[]): Promise<void>;
}

const dayMs = 86_400_000;
/** A pass of late work ends after this long, so that the present stays live. */
const budgetMs = 2000;

export function createLateFold({
  store,
  plant,
  isMine,
  progress,
  restatements,
  clock,
  foldRange,
  publish,
}: LateFoldParts) {
  async function spanOf(machine: MachineView, ranges: readonly LateRange[], now: number) {
    const end = Math.min(now, progress.lastAt(machine.code) ?? now);
    let from = Number.POSITIVE_INFINITY;
    let to = Number.NEGATIVE_INFINITY;
    for (const range of ranges) {
      const reach = range.reason === 'late_data' ? await reachOf(store, machine, range, end) : range;
      from = Math.min(from, reach.from);
      to = Math.max(to, reach.to);
    }
    const first = (await store.span(machine.source))?.first ?? from;
    return { from: floorMinute(Math.max(from, first)), to: Math.min(floorMinute(to) + 60_000, now) };
  }

  async function foldAgain(machine: MachineView, ranges: readonly LateRange[]): Promise<void> {
    const now = clock();
    progress.beginLate(ranges.map((range) => range.id));
    const span = await spanOf(machine, ranges, now);
    const reason = ranges[0]?.reason ?? 'late_data';
    for (let from = span.from; from < span.to; from += dayMs) {
      from = await afterSilence(store, machine, from, span.to);
      const folded = await foldRange(machine, from, Math.min(from + dayMs, span.to), now);
      const found = await findRestatements(store, machine, folded.replacement, reason, now);
      await publish([folded]);
      await restatements.add(now, found);
    }
    await progress.dropLate(ranges.map((range) => range.id));
  }

  return {
    /** Works through waiting ranges, machine by machine; answers whether some are left. */
    async pass(): Promise<boolean> {
      const started = performance.now();
      const waiting = Map.groupBy(progress.lateRanges(), (range) => range.machine);
      if ([...waiting.keys()].some((code) => !plant.machine(code))) await progress.dropUnregistered();
      for (const [code, ranges] of waiting) {
        if (performance.now() - started > budgetMs) return true;
        const machine = plant.machine(code);
        if (machine && isMine(machine)) for (const group of nearby(ranges)) await foldAgain(machine, group);
      }
      return false;
    },
  };
}

/** Ranges of one reason that lie within a day of each other are folded as one. */
function nearby(ranges: readonly LateRange[]): LateRange[][] {
  const groups: LateRange[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const range of [...ranges].sort((a, b) => a.reason.localeCompare(b.reason) || a.from - b.from)) {
    const last = groups.at(-1);
    if (last && last[0]?.reason === range.reason && range.from <= end + dayMs) last.push(range);
    else {
      groups.push([range]);
      end = Number.NEGATIVE_INFINITY;
    }
    end = Math.max(end, range.to);
  }
  return groups;
}
