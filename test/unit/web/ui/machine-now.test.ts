// What a machine does now is told the same way on every page.
import { describe, expect, test } from 'vitest';
import type { LiveMachine } from '../../../../web/src/live/merge.ts';
import { machineNow } from '../../../../web/src/ui/machine-now.ts';

const live = (signals: Record<string, string | null>): LiveMachine => ({
  machine: 'm',
  connection: 'online',
  lastSeenAt: 900,
  signals: Object.fromEntries(
    Object.entries(signals).map(([signal, value]) => [signal, { signal, value, at: 800 }] as const),
  ),
});

describe('machineNow', () => {
  test('a machine never heard of is unknown, and nothing is claimed about it', () => {
    expect(machineNow(undefined, [])).toEqual({
      category: 'unknown',
      since: undefined,
      connection: 'never',
      lastSeenAt: null,
      product: undefined,
      order: undefined,
      alarm: undefined,
    });
  });

  test('a machine never heard of has been so since no moment, whatever the timeline covers', () => {
    const never: LiveMachine = { ...live({}), connection: 'never', lastSeenAt: null };
    expect(machineNow(never, [{ from: 0, to: 900, category: 'unknown' }]).since).toBeUndefined();
  });

  test('an alarm without a text, or taken back, is none', () => {
    expect(machineNow(live({ state: 'down', alarm: '' }), []).alarm).toBeUndefined();
    expect(machineNow(live({ state: 'down', alarm: null }), []).alarm).toBeUndefined();
    expect(machineNow(live({ state: 'down', alarm: 'E9' }), []).alarm).toBe('E9');
  });

  test('a short standstill is called what the definition calls it', () => {
    const now = machineNow(live({ state: 'down' }), [{ from: 700, to: 900, category: 'minorStop' }]);
    expect(now).toMatchObject({ category: 'minorStop', since: 700 });
  });
});
