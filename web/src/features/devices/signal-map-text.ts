// Owns the signal map as a person writes it: JSON or YAML, with a short form for names that are only renamed.
import type { SignalMap } from '@takt/model/signals';

export type MapReading =
  | { ok: true; map: SignalMap | undefined }
  | { ok: false; problem: 'syntax'; detail: string }
  | { ok: false; problem: 'shape' };

/**
 * Reads a signal map; empty text is no map. `{ exec: state }` is short for `{ exec: { signal: state } }`. Only the outline is
 * checked here: the server checks the rest and names the field.
 */
export function readSignalMap(text: string, parseYaml: (text: string) => unknown): MapReading {
  if (text.trim() === '') return { ok: true, map: undefined };
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: 'syntax', detail: message.split('\n', 1)[0] ?? '' };
  }
  if (!isRecord(value)) return { ok: false, problem: 'shape' };
  const map: SignalMap = {};
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry === 'string') map[name] = { signal: entry };
    else if (isRecord(entry) && typeof entry.signal === 'string') map[name] = entry as SignalMap[string];
    else return { ok: false, problem: 'shape' };
  }
  return { ok: true, map };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const presetNames = ['none', 'mtconnect', 'packml', 'opcua', 'wattHours'] as const;
export type PresetName = (typeof presetNames)[number];

/** Starting points; the names on the left are what such devices commonly send and are meant to be edited. */
export const presets: Record<PresetName, string> = {
  none: '',
  mtconnect: 'execution: { signal: state, values: mtconnect }\npart_count: good\nprogram: product\n',
  packml: 'StateCurrent: { signal: state, values: packml }\nProdProcessedCount: produced\nProdDefectiveCount: scrap\n',
  opcua: 'MachineryItemState: { signal: state, values: opcua-machinery }\n',
  wattHours: 'energy_wh: { signal: energy_kwh, scale: 0.001 }\n',
};
