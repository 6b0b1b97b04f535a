// Rooms are counted, news is merged by age, and signals to refetch come at a bearable pace.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { mergeMachine } from '../../../../web/src/live/merge.ts';
import { createRooms } from '../../../../web/src/live/rooms.ts';
import { throttle } from '../../../../web/src/live/throttle.ts';

describe('rooms', () => {
  function setUp() {
    const log: string[] = [];
    const rooms = createRooms({ join: (scope) => log.push(`+${scope}`), leave: (scope) => log.push(`-${scope}`) });
    return { log, rooms };
  }

  test('a scope watched twice is joined once and left with the last watcher', () => {
    const { log, rooms } = setUp();
    const first = rooms.watch('site:a');
    const second = rooms.watch('site:a');
    first();
    expect(log).toEqual(['+site:a']);
    second();
    expect(log).toEqual(['+site:a', '-site:a']);
  });

  test('releasing twice does not take the room from another watcher', () => {
    const { log, rooms } = setUp();
    const first = rooms.watch('site:a');
    rooms.watch('site:a');
    first();
    first();
    expect(log).toEqual(['+site:a']);
    expect(rooms.watched()).toEqual(['site:a']);
  });
});

describe('news about a machine', () => {
  const reading = (signal: string, value: number, at: number) => ({ signal, value, at });
  const news = (lastSeenAt: number | null, ...signals: ReturnType<typeof reading>[]) => ({
    machine: 'm',
    connection: 'online' as const,
    lastSeenAt,
    signals,
  });

  test('changes what it names and keeps the rest', () => {
    const before = mergeMachine(undefined, news(5, reading('good', 1, 5), reading('scrap', 2, 5)));
    const after = mergeMachine(before, { ...news(9, reading('good', 3, 9)), connection: 'offline' });
    expect(after).toMatchObject({ connection: 'offline', lastSeenAt: 9 });
    expect(after.signals).toEqual({ good: reading('good', 3, 9), scrap: reading('scrap', 2, 5) });
    expect(before.signals.good).toEqual(reading('good', 1, 5));
  });

  test('a late reading does not replace a newer one', () => {
    const known = mergeMachine(undefined, news(9, reading('good', 3, 9)));
    const after = mergeMachine(known, news(null, reading('good', 1, 5)));
    expect(after.signals.good?.value).toBe(3);
    expect(after.lastSeenAt).toBe(9);
  });
});

describe('throttling', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('acts at once, then at most once per interval, and once more at the end', () => {
    vi.useFakeTimers();
    const action = vi.fn();
    const soon = throttle(action, 100);
    for (let count = 0; count < 5; count++) soon();
    expect(action).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(action).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1000);
    expect(action).toHaveBeenCalledTimes(2);
    soon();
    expect(action).toHaveBeenCalledTimes(3);
  });

  test('a cancelled call does not come', () => {
    vi.useFakeTimers();
    const action = vi.fn();
    const soon = throttle(action, 100);
    soon();
    soon();
    soon.cancel();
    vi.advanceTimersByTime(1000);
    expect(action).toHaveBeenCalledTimes(1);
  });
});
