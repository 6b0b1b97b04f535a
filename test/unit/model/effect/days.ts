// Owns made-up days of a line, for tests of its effect.
import { addDays, type MeasuredDay, type Measures, type Question } from '@takt/model/effect';
import { emptyFacts, type Facts, hourMs } from '@takt/model/facts';

export interface Doing {
  /** Share of busy time it ran. */
  availability?: number;
  effectiveness?: number;
  quality?: number;
  busyHours?: number;
  unknownHours?: number;
  product?: string;
  energyPerGoodWh?: number;
}

const idealMs = 30_000;
const none = emptyFacts();

export function measures(doing: Doing): Measures {
  const { availability = 0.8, effectiveness = 0.9, quality = 0.97, busyHours = 16, unknownHours = 0 } = doing;
  const busyMs = busyHours * hourMs;
  const runMs = availability * busyMs;
  const produced = (effectiveness * runMs) / idealMs;
  const good = produced * quality;
  const facts: Facts = {
    ...none,
    unscheduledMs: 24 * hourMs - busyMs - unknownHours * hourMs,
    producingMs: runMs,
    downMs: busyMs - runMs,
    unknownMs: unknownHours * hourMs,
    produced,
    good,
    scrap: produced - good,
    inspected: produced,
    firstPass: good,
    output: good,
    idealMs: effectiveness * runMs,
    busyMs,
    runMs,
    energyWh: good * (doing.energyPerGoodWh ?? 500),
  };
  return { facts, outletBusyMs: busyMs };
}

export function dayOf(day: string, doing: Doing): MeasuredDay {
  const whole = measures(doing);
  return { day, ...whole, products: new Map([[doing.product ?? 'shaft', whole]]) };
}

export const from = '2026-01-01';
const dates = Array.from({ length: 400 }, (_, index) => addDays(from, index));
const at = (index: number) => dates[index] ?? addDays(from, index);

/** 60 days before, 15 days of implementation, `after` days after. */
export function question(
  doing: (index: number, window: 'before' | 'implementation' | 'after') => Doing,
  { before = 60, after = 45, ...rest }: { before?: number; after?: number } & Partial<Omit<Question, 'days'>> = {},
): Question {
  const live = before + 15;
  return {
    indicator: 'oee',
    baseline: { from, to: at(before - 1) },
    exclusion: { from: at(before), to: at(live - 1) },
    afterTo: null,
    lastDay: at(live + after - 1),
    minimumCoverage: 0.8,
    productMix: true,
    days: Array.from({ length: live + after }, (_, index) =>
      dayOf(at(index), doing(index, index < before ? 'before' : index < live ? 'implementation' : 'after')),
    ),
    control: null,
    ...rest,
  };
}
