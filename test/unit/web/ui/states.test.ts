// A machine's state on a page is what it does now: one that is not heard of does nothing we know.
import { machineStates } from '@takt/model/signals';
import { describe, expect, test } from 'vitest';
import type { LiveMachine } from '../../../../web/src/live/merge.ts';
import { categoryOfState, countStates, stateOfMachine, stateOrder } from '../../../../web/src/ui/states.ts';

const machine = (state: string, connection: LiveMachine['connection'] = 'online'): LiveMachine => ({
  machine: 'm',
  connection,
  lastSeenAt: 1,
  signals: { state: { signal: 'state', value: state, at: 1 } },
});

describe('states', () => {
  test('every state of a machine has its place in the order', () => {
    const categories = machineStates.map(categoryOfState);
    expect(new Set(categories)).toEqual(new Set(stateOrder));
    expect(categories).toHaveLength(stateOrder.length);
  });

  test('what is no state is unknown', () => {
    for (const value of ['RUNNING', 'constructor', 5, null, undefined]) expect(categoryOfState(value)).toBe('unknown');
  });

  test('a silent machine is unknown, whatever it said last', () => {
    expect(stateOfMachine(machine('producing'))).toBe('producing');
    for (const gone of ['silent', 'offline', 'never'] as const) {
      expect(stateOfMachine(machine('producing', gone))).toBe('unknown');
    }
    expect(stateOfMachine(undefined)).toBe('unknown');
  });

  test('are counted, what needs attention first', () => {
    const counted = countStates([machine('producing'), machine('down'), machine('producing'), undefined]);
    expect(counted).toEqual([
      { state: 'down', count: 1 },
      { state: 'producing', count: 2 },
      { state: 'unknown', count: 1 },
    ]);
  });
});
