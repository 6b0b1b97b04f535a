// Owns what a machine counted in a range, and how fast: per hour of its planned time and of its running, beside the ideal.
import type { KpiRow } from '@takt/model/api';
import type { FactField, Facts } from '@takt/model/facts';
import type { LiveMachine } from '../../live/index.ts';
import type { NamedSignal } from './signals.ts';

export interface Count {
  field: FactField;
  value: number;
  /** Per hour of planned busy time; undefined where there was none. */
  perHour: number | undefined;
  /** The device's own counter; undefined where it has none. */
  reading: number | undefined;
}

const fields: readonly [FactField, NamedSignal][] = [
  ['good', 'good'],
  ['scrap', 'scrap'],
  ['rework', 'rework'],
  ['produced', 'produced'],
  ['inspected', 'inspected'],
  ['firstPass', 'first_pass'],
  ['energyWh', 'energy_kwh'],
];
const hourMs = 3_600_000;
/** Shown even when the device does not count them: a person asks for them first. */
const always: ReadonlySet<FactField> = new Set(['good', 'scrap', 'produced', 'energyWh']);

/** The energy reading is turned into Wh, as facts are. */
export function countsOf(facts: Readonly<Facts>, live: LiveMachine | undefined): Count[] {
  return fields.flatMap(([field, signal]) => {
    const value = facts[field];
    const found = live?.signals[signal]?.value;
    const reading = typeof found === 'number' ? (field === 'energyWh' ? found * 1000 : found) : undefined;
    if (!always.has(field) && value === 0 && reading === undefined) return [];
    const perHour = facts.busyMs > 0 ? (value * hourMs) / facts.busyMs : undefined;
    return [{ field, value, perHour, reading }];
  });
}

export interface Rates {
  /** Pieces per hour of planned busy time. */
  planned: number | undefined;
  /** Pieces per hour of actual production time. */
  running: number | undefined;
  /** Pieces per hour at the ideal cycle of what was made; of the registry where nothing was. */
  ideal: number;
}

export function ratesOf(row: KpiRow, idealCycleSeconds: number): Rates {
  const { produced, busyMs, runMs, idealMs } = row.facts;
  const per = (ms: number) => (ms > 0 ? (produced * hourMs) / ms : undefined);
  return { planned: per(busyMs), running: per(runMs), ideal: per(idealMs) ?? 3600 / idealCycleSeconds };
}
