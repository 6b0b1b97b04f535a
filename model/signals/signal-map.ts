// Owns the signal map: how a machine's foreign names, units and states become Takt signals.
import { z } from 'zod';
import type { SignalValue } from './signals.ts';
import { isMachineState, type StateVocabulary, stateVocabularies } from './states.ts';

const vocabularyNames = Object.keys(stateVocabularies) as [StateVocabulary, ...StateVocabulary[]];

const entrySchema = z.object({
  /** Takt signal this foreign signal becomes. */
  signal: z.string().min(1).max(128),
  /** Multiplies a number, e.g. 0.001 for Wh → kWh. */
  scale: z.number().optional(),
  /** Added after scaling. */
  offset: z.number().optional(),
  /** Maps texts: a named vocabulary, or an object from foreign to Takt value. Texts not listed become `unknown` for `state`. */
  values: z.union([z.enum(vocabularyNames), z.record(z.string(), z.string())]).optional(),
});

/** Keyed by the foreign signal name. Names not listed pass through unchanged. */
export const signalMapSchema = z.record(z.string().min(1).max(128), entrySchema);
export type SignalMap = z.infer<typeof signalMapSchema>;

export interface MappedSignal {
  signal: string;
  value: SignalValue;
}

/**
 * Applies a signal map to one reading. A `state` that is no Takt state, or null, becomes `unknown`;
 * a number that overflows when scaled becomes null.
 */
export function mapSignal(map: SignalMap | undefined, signal: string, value: SignalValue): MappedSignal {
  const entry = map && Object.hasOwn(map, signal) ? map[signal] : undefined;
  if (!entry) return { signal, value: signal === 'state' ? asState(value) : value };
  const mapped = mapValue(entry, value);
  return { signal: entry.signal, value: entry.signal === 'state' ? asState(mapped) : mapped };
}

function mapValue(entry: z.infer<typeof entrySchema>, value: SignalValue): SignalValue {
  if (value === null) return null;
  if (entry.values) {
    const table: Record<string, string> =
      typeof entry.values === 'string' ? stateVocabularies[entry.values] : entry.values;
    const key = String(value);
    if (Object.hasOwn(table, key)) return table[key] ?? null;
    return entry.signal === 'state' ? 'unknown' : value;
  }
  const scaled = entry.scale !== undefined || entry.offset !== undefined;
  if (!scaled) return value;
  const number = typeof value === 'number' ? value : Number(value);
  const result = number * (entry.scale ?? 1) + (entry.offset ?? 0);
  return Number.isFinite(result) ? result : null;
}

function asState(value: SignalValue): SignalValue {
  return isMachineState(value) ? value : 'unknown';
}

/** Foreign names that become `signal` under this map, the unmapped name itself included where nothing renames it away. */
export function foreignNames(map: SignalMap | undefined, signal: string): string[] {
  const names = Object.entries(map ?? {})
    .filter(([, entry]) => entry.signal === signal)
    .map(([name]) => name);
  if (!map || !Object.hasOwn(map, signal)) names.push(signal);
  return names;
}
