// Proves which alarm is shown when, and that the order of arrival does not matter.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConditionChange, createConditions } from '../../../../edge-agent/src/drivers/shdr/conditions.ts';

type Short = [at: number, item: string, level: ConditionChange['level'], code?: string];

function fold(changes: Short[]): Map<string, unknown> {
  const conditions = createConditions('alarm');
  const stored = new Map<string, unknown>();
  for (const [at, item, level, code = ''] of changes) {
    for (const reading of conditions.change({ at, item, level, code, shown: code || item }))
      stored.set(`${reading.signal}@${reading.at}`, reading.value);
  }
  return stored;
}

describe('conditions', () => {
  it('show the fault that has been active for longest until it ends', () => {
    const stored = fold([
      [1, 'servo', 'fault', '401'],
      [2, 'logic', 'fault', '730'],
      [3, 'servo', 'fault', '402'],
      [4, 'servo', 'normal', '401'],
      [5, 'logic', 'normal'],
      [6, 'servo', 'normal'],
    ]);
    expect([1, 2, 3, 4, 5, 6].map((at) => stored.get(`alarm@${at}`))).toEqual([
      '401',
      '401',
      '401',
      '730',
      '402',
      null,
    ]);
  });

  it('tell warnings apart from faults', () => {
    const stored = fold([
      [1, 'system', 'warning', '1101'],
      [2, 'system', 'fault', '1101'],
      [3, 'system', 'unavailable'],
    ]);
    expect([1, 2, 3].map((at) => stored.get(`alarm@${at}`))).toEqual([null, '1101', null]);
    expect([1, 2, 3].map((at) => stored.get(`alarm_warning@${at}`))).toEqual(['1101', null, null]);
  });

  it('a change that comes late corrects what was reported for later times', () => {
    const stored = fold([
      [1, 'servo', 'fault', '401'],
      [5, 'logic', 'fault', '730'],
      [3, 'servo', 'normal'],
    ]);
    expect(stored.get('alarm@5')).toBe('730');
    expect(stored.get('alarm@3')).toBe(null);
  });

  it('in any order end in the same readings', () => {
    const change = fc.tuple(
      fc.constantFrom('a', 'b', 'c'),
      fc.constantFrom<ConditionChange['level']>('normal', 'warning', 'fault', 'unavailable'),
      fc.constantFrom('', '1', '2'),
    );
    const shuffles = fc.array(change, { maxLength: 30 }).chain((changes) => {
      const timed = changes.map(([item, level, code], at): Short => [at, item, level, code]);
      return fc.tuple(fc.constant(timed), fc.shuffledSubarray(timed, { minLength: timed.length }));
    });
    fc.assert(
      fc.property(shuffles, ([inOrder, anyOrder]) => {
        expect(fold(anyOrder)).toEqual(fold(inOrder));
      }),
    );
  });

  it('remember a bounded time: what is older is not put in its place but not mistaken for news either', () => {
    const conditions = createConditions('alarm');
    for (let at = 0; at < 10_000; at++)
      conditions.change({ at, item: 'x', level: at % 2 ? 'normal' : 'fault', code: '', shown: 'x' });
    expect(conditions.change({ at: 5, item: 'y', level: 'fault', code: '', shown: 'y' })).toEqual([]);
    const next = conditions.change({ at: 10_000, item: 'x', level: 'fault', code: '9', shown: '9' });
    expect(next[0]).toEqual({ signal: 'alarm', at: 10_000, value: '9' });
  });
});
