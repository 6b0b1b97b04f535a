// Proves that a machine that answers is never silent, and that one that does not is unknown.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLifeSigns, type LifeSigns } from '../../../edge-agent/src/life-signs.ts';
import type { Reading } from '../../../edge-agent/src/outbox/index.ts';

const start = 1_700_000_000_000;
const second = 1000;

describe('life signs', () => {
  let given: Reading[];
  let signs: LifeSigns;
  beforeEach(() => {
    vi.useFakeTimers({ now: start });
    given = [];
    signs = createLifeSigns({
      machines: ['m'],
      everyMs: 60 * second,
      append: async (_, readings) => void given.push(...readings),
    });
  });
  afterEach(async () => {
    await signs.stop();
    vi.useRealTimers();
  });
  const state = (at: number, value: string | null) => signs.note('m', [{ signal: 'state', at, value }]);
  const at = (seconds: number, value: string) => ({ signal: 'state', at: start + seconds * second, value });

  it('repeat the last state while the machine answers', () => {
    void signs.reachable('m', true);
    state(start, 'producing');
    vi.advanceTimersByTime(130 * second);
    expect(given).toEqual([at(60, 'producing'), at(120, 'producing')]);
  });

  it('are not given before a state is known, nor for a machine that does not answer', () => {
    state(start, 'producing');
    vi.advanceTimersByTime(61 * second);
    void signs.reachable('m', true);
    vi.advanceTimersByTime(61 * second);
    expect(given).toEqual([]);
  });

  it('end with unknown when the machine is lost or nobody watches any more', () => {
    void signs.reachable('m', true);
    state(start, 'producing');
    vi.advanceTimersByTime(10 * second);
    void signs.reachable('m', false);
    vi.advanceTimersByTime(200 * second);
    expect(given).toEqual([at(10, 'unknown')]);
    void signs.reachable('m', true);
    state(start + 210 * second, 'idle');
    void signs.stop();
    expect(given.at(-1)).toEqual(at(210, 'unknown'));
  });

  it('follow the clock of the machine, but not an old reading', () => {
    void signs.reachable('m', true);
    state(start - 20 * second, 'producing');
    vi.advanceTimersByTime(60 * second);
    expect(given).toEqual([at(40, 'producing')]);
    void signs.reachable('m', false);
    given.length = 0;
    void signs.reachable('m', true);
    state(start - 3600 * second, 'idle');
    // Older than what is known: it says nothing about now.
    vi.advanceTimersByTime(60 * second);
    expect(given).toEqual([]);
  });

  it('that said the wrong thing are corrected when a state comes late', () => {
    void signs.reachable('m', true);
    state(start, 'producing');
    vi.advanceTimersByTime(120 * second);
    state(start + 90 * second, 'down');
    expect(given).toEqual([at(60, 'producing'), at(120, 'producing'), at(120, 'down')]);
  });
});
