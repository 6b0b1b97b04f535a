// Owns the way from observations to readings: device prefixes, the signal map, numbers and texts, what is passed through.
import { isSignalName, mapSignal, maxTextLength, type SignalValue } from '@takt/model/signals';
import type { Reading } from '../../outbox/index.ts';
import { type Conditions, createConditions } from './conditions.ts';
import type { ShdrConfig } from './config.ts';
import type { Observation } from './parse.ts';
import type { Count } from './tally.ts';

/** Readings by machine, each in the order of the lines. */
export type Readings = Map<string, Reading[]>;

export interface Translator {
  /** Adds the readings of one observation made at `at`. */
  add(readings: Readings, observation: Observation, at: number): void;
  /** Device of the items without a prefix, as an adapter may announce it. */
  setDevice(device: string): void;
}

/** Of signals whose values are names, however much they look like numbers. */
const textSignals: ReadonlySet<string> = new Set(['state', 'product', 'order', 'unit', 'alarm']);
const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** One per connection: no condition is active when it begins. */
export function createTranslator(config: ShdrConfig, count: Count): Translator {
  const { signalMap, passThrough } = config;
  const texts = new Set(config.texts);
  const passed = Array.isArray(passThrough) ? new Set(passThrough) : passThrough;
  const conditions = new Map<string, Conditions>();
  let announced: string | undefined;

  function machineOf(device: string | undefined): string | undefined {
    const name = device ?? announced;
    if (config.devices === undefined || name === undefined) return config.machine;
    if (Object.hasOwn(config.devices, name)) return config.devices[name];
    return device === undefined ? config.machine : undefined;
  }

  /** Key of an item's entry in the signal map; undefined where it is neither mapped nor passed through. */
  function keyOf({ device, item }: Observation): string | undefined {
    const qualified = `${device ?? announced}:${item}`;
    if (Object.hasOwn(signalMap, qualified)) return qualified;
    if (Object.hasOwn(signalMap, item)) return item;
    if (passed === 'none' || (typeof passed === 'object' && !passed.has(item))) return undefined;
    return item;
  }

  function readValue(text: string, asText: boolean): SignalValue {
    if (text === '' || /^unavailable$/i.test(text)) return null;
    if (!asText && number.test(text)) {
      const value = Number(text);
      if (Number.isFinite(value)) return value;
    }
    return bounded(text);
  }

  function bounded(text: string): string {
    if (text.length <= maxTextLength) return text;
    count('text_cut', text.slice(0, 40));
    return text.slice(0, maxTextLength);
  }

  function changeCondition(observation: Observation & { kind: 'condition' }, machine: string, key: string, at: number) {
    const { item, code, level, text } = observation;
    const { signal, value } = mapSignal(signalMap, key, bounded(code || text || item));
    const group = conditions.get(`${machine}|${signal}`) ?? createConditions(signal);
    conditions.set(`${machine}|${signal}`, group);
    const readings = group.change({ at, item, code, level, shown: String(value) });
    if (readings.length === 0) count('late_condition', item);
    return readings;
  }

  function readingsOf(observation: Observation, machine: string, key: string, at: number): Reading[] {
    if (observation.kind === 'condition') return changeCondition(observation, machine, key, at);
    const signal = Object.hasOwn(signalMap, key) ? (signalMap[key]?.signal ?? key) : key;
    if (observation.kind === 'message') {
      const { code, text } = observation;
      const value = readValue(text, true);
      const shown = code !== '' && typeof value === 'string' ? bounded(`${code}: ${value}`) : value;
      return [{ at, ...mapSignal(signalMap, key, shown) }];
    }
    const asText = texts.has(observation.item) || textSignals.has(signal);
    return [{ at, ...mapSignal(signalMap, key, readValue(observation.value, asText)) }];
  }

  return {
    add(readings, observation, at) {
      const machine = machineOf(observation.device);
      if (machine === undefined) return count('unknown_device', observation.device ?? '');
      const key = keyOf(observation);
      if (key === undefined) return;
      for (const reading of readingsOf(observation, machine, key, at)) {
        if (!isSignalName(reading.signal)) {
          count('bad_name', reading.signal.slice(0, 40));
          continue;
        }
        const known = readings.get(machine);
        if (known) known.push(reading);
        else readings.set(machine, [reading]);
      }
    },
    setDevice(device) {
      announced = device;
    },
  };
}
