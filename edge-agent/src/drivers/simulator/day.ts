// Owns turning a machine's simulated day into readings: states with life signs, counters, energy, process values.
import type { MachineState } from '@takt/model/signals';
import type { Reading } from '../../outbox/index.ts';
import type { MachineRun } from './machine.ts';
import { createRandom, type Random } from './random.ts';
import { realTime, type WorkingDay } from './working-time.ts';

/** A state in real time. */
interface Phase {
  from: number;
  to: number;
  state: MachineState;
  alarm: string | null;
  scheduled: boolean;
}

const lifeSignMs = 60_000;
const energyEveryMs = 120_000;
const processEveryMs = 180_000;
/** Every so many pieces the inspection station reports. */
const inspectionLot = 5;
/** Power of a machine outside its shifts, as a share of its idle power. */
const standby = 0.25;

/** Readings of one machine's production day, ascending in time, all within [day.from, day.to). */
export function machineDay(run: MachineRun, day: WorkingDay, key: string): Reading[] {
  const random = createRandom(`${key}/${run.config.code}/readings`);
  const phases = phasesOf(run, day);
  const readings: Reading[] = [];
  pushStates(readings, phases);
  pushProducts(readings, run, day);
  pushCounters(readings, run, day);
  pushEnergy(readings, run, day, phases, random);
  pushProcess(readings, run, day, phases, random);
  return readings.filter(({ at }) => at < day.to).sort((a, b) => a.at - b.at);
}

/** The run laid over the day: activities cut by breaks, breaks and free time between them. */
function phasesOf(run: MachineRun, day: WorkingDay): Phase[] {
  const phases: Phase[] = [];
  let index = 0;
  for (const stretch of day.stretches) {
    if (stretch.kind !== 'scheduled') {
      const state = stretch.kind === 'break' ? 'planned_stop' : 'idle';
      phases.push({ from: stretch.from, to: stretch.to, state, alarm: null, scheduled: false });
      continue;
    }
    const until = stretch.work + stretch.to - stretch.from;
    const real = (work: number) => Math.round(stretch.from + work - stretch.work);
    for (; index < run.activities.length; index++) {
      const activity = run.activities[index];
      if (!activity || activity.from >= until) break;
      const from = real(Math.max(activity.from, stretch.work));
      const to = real(Math.min(activity.to, until));
      if (to > from) phases.push({ from, to, state: activity.state, alarm: activity.alarm, scheduled: true });
      if (activity.to > until) break;
    }
  }
  return phases;
}

function pushStates(readings: Reading[], phases: readonly Phase[]): void {
  let alarm: string | null = null;
  for (const phase of phases) {
    for (let at = phase.from; at < phase.to; at += lifeSignMs)
      readings.push({ signal: 'state', at, value: phase.state });
    if (phase.alarm !== alarm) readings.push({ signal: 'alarm', at: phase.from, value: phase.alarm });
    alarm = phase.alarm;
  }
}

function pushProducts(readings: Reading[], run: MachineRun, day: WorkingDay): void {
  for (const change of run.products) {
    const at = change.at === 0 ? day.from : Math.round(realTime(day, change.at));
    readings.push({ signal: 'product', at, value: change.product });
    readings.push({ signal: 'ideal_cycle_s', at, value: change.idealCycleSeconds });
  }
}

/** Counters begin the day at 0 and count every piece. */
function pushCounters(readings: Reading[], run: MachineRun, day: WorkingDay): void {
  const counts = { good: 0, scrap: 0, rework: 0, inspected: 0, first_pass: 0 };
  const report = (signal: keyof typeof counts, at: number) => readings.push({ signal, at, value: counts[signal] });
  for (const signal of Object.keys(counts) as (keyof typeof counts)[]) report(signal, day.from);
  for (const piece of run.pieces) {
    if (piece.at > day.work) break;
    const at = Math.round(realTime(day, piece.at));
    const kind = piece.scrap ? 'scrap' : 'good';
    counts[kind]++;
    report(kind, at);
    if (piece.rework) {
      counts.rework++;
      report('rework', at);
    }
    counts.inspected++;
    if (!piece.scrap && !piece.rework) counts.first_pass++;
    if (counts.inspected % inspectionLot === 0) {
      report('inspected', at + 1500);
      report('first_pass', at + 1500);
    }
  }
}

function pushEnergy(
  readings: Reading[],
  run: MachineRun,
  day: WorkingDay,
  phases: readonly Phase[],
  random: Random,
): void {
  const { runningKw, idleKw } = run.config;
  let kwh = 0;
  let due = day.from + energyEveryMs;
  readings.push({ signal: 'energy_kwh', at: day.from, value: 0 });
  const add = (from: number, to: number, kw: number) => {
    kwh += (kw * (to - from)) / 3_600_000;
  };
  for (const phase of phases) {
    const base = phase.state === 'producing' ? runningKw : phase.scheduled ? idleKw : idleKw * standby;
    const every = phase.scheduled ? energyEveryMs : 5 * energyEveryMs;
    let at = phase.from;
    while (due < phase.to) {
      add(at, due, base * random.between(0.94, 1.06));
      readings.push({ signal: 'energy_kwh', at: due, value: round(kwh, 3) });
      at = due;
      due += every;
    }
    add(at, phase.to, base);
  }
  readings.push({ signal: 'energy_kwh', at: day.to - 1, value: round(kwh, 3) });
}

function pushProcess(
  readings: Reading[],
  run: MachineRun,
  day: WorkingDay,
  phases: readonly Phase[],
  random: Random,
): void {
  let due = day.from + random.between(0, processEveryMs);
  let warmth = 0;
  for (const phase of phases) {
    for (; due < phase.to; due += processEveryMs) {
      const runs = phase.state === 'producing';
      warmth += (runs ? 1 - warmth : -warmth) * 0.12;
      if (!phase.scheduled) continue;
      const at = Math.round(due);
      for (const [signal, value] of processValues(run, runs, warmth, random)) readings.push({ signal, at, value });
    }
  }
}

function processValues(run: MachineRun, runs: boolean, warmth: number, random: Random): [string, number][] {
  const noise = random.normal();
  const temperature = round(24 + 21 * warmth + 0.6 * random.normal(), 1);
  if (run.config.process === 'assembly') {
    return [
      ['torque_nm', runs ? round(86 + 1.8 * noise, 1) : 0],
      ['press_force_kn', runs ? round(14.2 + 0.35 * random.normal(), 2) : 0],
      ['temperature_c', temperature],
    ];
  }
  return [
    ['spindle_load_percent', runs ? round(Math.max(5, 58 + 9 * noise), 1) : round(Math.abs(noise), 1)],
    ['temperature_c', temperature],
    ['vibration_mm_s', round(runs ? run.config.vibration * (1 + 0.12 * Math.abs(random.normal())) : 0.1, 2)],
  ];
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
