// Owns the live signals as a table shows them: what carries meaning first, each with its unit and how far it can be trusted.
import type { SignalMap, SignalValue } from '@takt/model/signals';
import type { LiveMachine } from '../../live/index.ts';
import type { MessageKey } from '../../locales/keys.ts';
import { unitOfName } from './unit-of-name.ts';

/** Counters, in the order people ask for them. The list of the model would bring its validation library along; a test holds the two together. */
export const counters = ['good', 'scrap', 'rework', 'produced', 'inspected', 'first_pass', 'energy_kwh'] as const;
const context = ['state', 'alarm', 'product', 'order', 'unit', 'ideal_cycle_s'] as const;
/** What a machine works on is a name, even where it is written in digits. */
const curveless: ReadonlySet<string> = new Set(['state', 'alarm', 'product', 'order', 'unit']);
export const namedSignals = [...context, ...counters] as const;
export type NamedSignal = (typeof namedSignals)[number];

/**
 * `good`; `none`: the device says it has no value; `held`: the machine is not heard of, this is its last word; `ahead`: stamped later
 * than now, so the device's clock is fast.
 */
export type Quality = 'good' | 'none' | 'held' | 'ahead';

export type SignalGroup = 'context' | 'counters' | 'process';

export interface SignalRow {
  signal: string;
  group: SignalGroup;
  value: SignalValue;
  /** Device time, epoch ms. */
  at: number;
  quality: Quality;
  /** A word of the language, or the sign of the unit itself. */
  unit: MessageKey | { sign: string } | undefined;
  /** It has a curve. */
  numeric: boolean;
  /** Names the device gives it, where the signal map gives it another. */
  foreign: string[];
}

/** Clocks of sound devices are this close; ms. */
const clockToleranceMs = 5000;

const isCounter = (signal: string) => (counters as readonly string[]).includes(signal);
export const isNamed = (signal: string): signal is NamedSignal => (namedSignals as readonly string[]).includes(signal);

export function groupOf(signal: string): SignalGroup {
  if (isCounter(signal)) return 'counters';
  return (context as readonly string[]).includes(signal) ? 'context' : 'process';
}

export function unitOf(signal: string): SignalRow['unit'] {
  if (signal === 'energy_kwh') return 'common.units.kwh';
  if (isCounter(signal)) return 'common.units.pieces';
  const sign = unitOfName(signal);
  return sign === undefined ? undefined : { sign };
}

/** Booleans have a curve too: the store keeps them as 0 and 1. */
const isNumeric = (value: SignalValue) => typeof value === 'number' || typeof value === 'boolean';

/** In order of meaning, process values by name. */
export function signalRows(machine: LiveMachine | undefined, map: SignalMap | undefined, now: number): SignalRow[] {
  if (!machine) return [];
  const rank = (signal: string) => {
    const index = (namedSignals as readonly string[]).indexOf(signal);
    return index < 0 ? namedSignals.length : index;
  };
  return Object.values(machine.signals)
    .map(({ signal, value, at }) => ({
      signal,
      value,
      at,
      group: groupOf(signal),
      quality: qualityOf(machine, signal, value, at, now),
      unit: unitOf(signal),
      numeric: isNumeric(value) && !curveless.has(signal),
      foreign: foreignOf(map, signal),
    }))
    .sort((a, b) => rank(a.signal) - rank(b.signal) || a.signal.localeCompare(b.signal, 'en', { numeric: true }));
}

function qualityOf(machine: LiveMachine, signal: string, value: SignalValue, at: number, now: number): Quality {
  if (machine.connection !== 'online') return 'held';
  // An alarm without a value is one that was taken back.
  if (value === null && signal !== 'alarm') return 'none';
  return at > now + clockToleranceMs ? 'ahead' : 'good';
}

function foreignOf(map: SignalMap | undefined, signal: string): string[] {
  return Object.entries(map ?? {})
    .filter(([foreign, entry]) => entry.signal === signal && foreign !== signal)
    .map(([foreign]) => foreign);
}

/** The curve to begin with: a process value says more than a counter. */
export function firstCurve(rows: readonly SignalRow[]): string | undefined {
  const curves = rows.filter(({ numeric }) => numeric);
  return (curves.find(({ group }) => group === 'process') ?? curves[0])?.signal;
}
