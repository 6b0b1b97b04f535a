// A tile says what is known now, and does not repeat an old state as if it were true.
import type { StateInterval } from '@takt/model/api';
import { describe, expect, it } from 'vitest';
import { tileOf } from '../../../../../web/src/features/workshop/tile.ts';
import type { LiveMachine } from '../../../../../web/src/live/merge.ts';

const machine = { code: 'm1', name: 'M1' };
const live = (state: string, connection: 'online' | 'silent' = 'online'): LiveMachine => ({
  machine: 'm1',
  connection,
  lastSeenAt: 900,
  signals: {
    state: { signal: 'state', value: state, at: 890 },
    alarm: { signal: 'alarm', value: 'E17', at: 800 },
    product: { signal: 'product', value: 'P-1', at: 10 },
  },
});
const interval = (from: number, to: number, category: StateInterval['category']): StateInterval => ({
  from,
  to,
  category,
});

describe('tileOf', () => {
  it('takes the beginning of the present state from the timeline, across products', () => {
    const tile = tileOf(
      machine,
      live('down'),
      [interval(0, 100, 'producing'), interval(100, 300, 'down'), interval(300, 850, 'down')],
      undefined,
    );
    expect(tile).toMatchObject({ category: 'down', since: 100, alarm: 'E17', product: 'P-1' });
  });

  it('takes it from the reading where the timeline has not caught up', () => {
    expect(tileOf(machine, live('starved'), [interval(0, 800, 'producing')], undefined)).toMatchObject({
      category: 'starved',
      since: 890,
    });
  });

  it('shows a silent machine as unknown, not in its last state', () => {
    expect(tileOf(machine, live('producing', 'silent'), [interval(0, 800, 'producing')], undefined)).toMatchObject({
      category: 'unknown',
      since: 900,
    });
  });

  it('believes the calendar where a machine merely stands still', () => {
    expect(tileOf(machine, live('idle'), [interval(500, 850, 'plannedStop')], undefined)).toMatchObject({
      category: 'plannedStop',
      since: 500,
    });
    expect(tileOf(machine, live('producing'), [interval(500, 850, 'plannedStop')], undefined)).toMatchObject({
      category: 'producing',
    });
  });

  it('does not show an alarm text that a producing machine left behind', () => {
    expect(tileOf(machine, live('producing'), [], undefined).alarm).toBeUndefined();
  });
});
