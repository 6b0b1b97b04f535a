// Owns the simulated plant: the readings of any span of time as a pure function of configuration and seed.
import { createSchedule, dayNumberOf, momentOnDay } from '@takt/model/calendar';
import type { Reading } from '../../outbox/index.ts';
import type { SimulatedLine, SimulatorConfig } from './config.ts';
import { machineDay } from './day.ts';
import { simulateLine } from './line.ts';
import { lineBefore } from './retrofit.ts';
import { workingDay } from './working-time.ts';

export interface SimulatedPlant {
  machines: string[];
  /** Number of the production day a moment lies in. */
  dayOf(at: number): number;
  /** First moment of a production day, epoch ms. */
  startOf(day: number): number;
  /** Readings of a machine with from ≤ at < to, ascending in time. */
  readings(machine: string, from: number, to: number): Reading[];
}

/** Line days kept: today and yesterday of every line, and a little more. */
const daysPerLine = 3;

export function createSimulatedPlant(config: SimulatorConfig): SimulatedPlant {
  const [hours = 8, minutes = 0] = config.dayStart.split(':').map(Number);
  const dayStartMinutes = hours * 60 + minutes;
  const lines = config.lines.map((line) => createLineDays(config, line, startOf));
  const lineOf = new Map(config.lines.flatMap((line, index) => line.machines.map(({ code }) => [code, lines[index]])));

  function startOf(day: number): number {
    return momentOnDay(day, dayStartMinutes, config.timeZone);
  }

  function dayOf(at: number): number {
    const day = dayNumberOf(at, config.timeZone);
    return at < startOf(day) ? day - 1 : day;
  }

  function readings(machine: string, from: number, to: number): Reading[] {
    const line = lineOf.get(machine);
    const found: Reading[] = [];
    if (!line || !(to > from)) return found;
    for (let day = dayOf(from); startOf(day) < to; day++) {
      const all = line(day).get(machine) ?? [];
      for (let index = firstAt(all, from); index < all.length; index++) {
        const reading = all[index];
        if (!reading || reading.at >= to) break;
        found.push(reading);
      }
    }
    return found;
  }

  return { machines: [...lineOf.keys()], dayOf, startOf, readings };
}

/** A line's days by machine, the last few kept. */
function createLineDays(config: SimulatorConfig, line: SimulatedLine, startOf: (day: number) => number) {
  const calendar = line.calendar === undefined ? undefined : config.calendars[line.calendar];
  const schedule = createSchedule(calendar && { ...calendar, code: line.calendar ?? '' }, config.timeZone);
  const kept = new Map<number, Map<string, Reading[]>>();
  const former = lineBefore(line);
  const retrofitted = line.retrofit ? dayNumber(line.retrofit.from) : Number.NEGATIVE_INFINITY;

  return (day: number): Map<string, Reading[]> => {
    let found = kept.get(day);
    if (!found) {
      const key = `${config.seed}/${line.code}/${day}`;
      const from = startOf(day);
      const to = startOf(day + 1);
      const working = workingDay(from, to, schedule.segments(from, to));
      const runs = simulateLine(day < retrofitted ? former : line, key, working.work, working.shiftStarts);
      found = new Map(runs.map((run) => [run.config.code, machineDay(run, working, key)]));
      if (kept.size >= daysPerLine) kept.delete(kept.keys().next().value ?? day);
      kept.set(day, found);
    }
    return found;
  };
}

/** Of a date as text. */
function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
}

/** Index of the first reading at or after `at`. */
function firstAt(readings: readonly Reading[], at: number): number {
  let low = 0;
  let high = readings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((readings[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
