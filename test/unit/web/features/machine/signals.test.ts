// Live signals: meaning first, units only where the name carries one, and no value trusted further than the machine is heard.
import { counterSignals } from '@takt/model/signals';
import { describe, expect, test } from 'vitest';
import { counters, firstCurve, signalRows } from '../../../../../web/src/features/machine/signals.ts';
import { unitOfName } from '../../../../../web/src/features/machine/unit-of-name.ts';
import type { LiveMachine } from '../../../../../web/src/live/merge.ts';

const now = 1_000_000;
const heard = (
  values: Record<string, number | string | boolean | null>,
  connection: LiveMachine['connection'] = 'online',
  at = now,
): LiveMachine => ({
  machine: 'm',
  connection,
  lastSeenAt: now,
  signals: Object.fromEntries(Object.entries(values).map(([signal, value]) => [signal, { signal, value, at }])),
});

describe('the unit of a name', () => {
  test.each([
    ['temperature_c', '°C'],
    ['spindleLoadPercent', '%'],
    ['vibration_mm_s', 'mm/s'],
    ['acceleration_m_s2', 'm/s²'],
    ['torque_nm', 'N·m'],
    ['press_force_kn', 'kN'],
    ['ideal_cycle_s', 's'],
    ['motor_current_a', 'A'],
    ['spindle.rpm', 'r/min'],
    ['feed-mm-min', 'mm/min'],
    ['cycle_time_min', 'min'],
  ])('%s is in %s', (name, unit) => {
    expect(unitOfName(name)).toBe(unit);
  });

  test.each(['zone_c', 'phase_a', 'axis_m', 'temperature_min', 'Fload', 's', 'rpm', 'bar', 'part_count', '温度'])(
    '%s carries none',
    (name) => {
      expect(unitOfName(name)).toBeUndefined();
    },
  );
});

describe('the signal table', () => {
  test('knows every counter of the model', () => {
    expect([...counters].sort()).toEqual([...counterSignals].sort());
  });

  test('begins with the state, then job and counters, then process values by name', () => {
    const rows = signalRows(heard({ z9: 1, z10: 2, good: 3, product: 'P', state: 'down', a: 1 }), undefined, now);
    expect(rows.map(({ signal }) => signal)).toEqual(['state', 'product', 'good', 'a', 'z9', 'z10']);
  });

  test('says where a value is missing, held or stamped ahead of time', () => {
    const quality = (machine: LiveMachine) => signalRows(machine, undefined, now).map((row) => row.quality);
    expect(quality(heard({ a: 1 }))).toEqual(['good']);
    expect(quality(heard({ a: null }))).toEqual(['none']);
    expect(quality(heard({ alarm: null }))).toEqual(['good']);
    expect(quality(heard({ a: 1 }, 'silent'))).toEqual(['held']);
    expect(quality(heard({ a: 1 }, 'offline'))).toEqual(['held']);
    expect(quality(heard({ a: 1 }, 'online', now + 60_000))).toEqual(['ahead']);
  });

  test('draws numbers and switches, but not a product that is written in digits', () => {
    const rows = signalRows(heard({ product: 4711, door: true, load: 5, mode: 'AUTO' }), undefined, now);
    expect(rows.filter(({ numeric }) => numeric).map(({ signal }) => signal)).toEqual(['door', 'load']);
  });

  test('tells what the device calls a signal that is mapped', () => {
    const map = { Fexec: { signal: 'state', values: 'mtconnect' as const }, load: { signal: 'load', scale: 2 } };
    const rows = signalRows(heard({ state: 'idle', load: 1 }), map, now);
    expect(rows.map(({ foreign }) => foreign)).toEqual([['Fexec'], []]);
  });

  test('draws a process value first, a counter where there is no other, nothing where there is no number', () => {
    const first = (values: Parameters<typeof heard>[0]) => firstCurve(signalRows(heard(values), undefined, now));
    expect(first({ state: 'idle', good: 1, load: 2 })).toBe('load');
    expect(first({ state: 'idle', good: 1 })).toBe('good');
    expect(first({ state: 'idle' })).toBeUndefined();
  });

  test('a machine nobody knows anything of has no rows', () => {
    expect(signalRows(undefined, undefined, now)).toEqual([]);
  });
});
