// The audit page: what an act changed, how values are told, and the filter in the page's address.
import { describe, expect, test } from 'vitest';
import { changesOf } from '../../../../../web/src/features/audit/diff.ts';
import { askedOf, readAuditFilter, writeAuditFilter } from '../../../../../web/src/features/audit/filter.ts';
import { sayPath, sayValue, type Words } from '../../../../../web/src/features/audit/say.ts';

describe('what an act changed', () => {
  test('is only what differs, fields of fields included', () => {
    const before = { name: 'Lathe', line: 'l1', target: { oee: 0.8, outputPerHour: 100 } };
    const after = { name: 'Lathe', line: 'l2', target: { oee: 0.85, outputPerHour: 100 } };
    expect(changesOf(before, after)).toEqual([
      { kind: 'value', path: ['line'], before: 'l1', after: 'l2' },
      { kind: 'value', path: ['target', 'oee'], before: 0.8, after: 0.85 },
    ]);
  });

  test('of lists is what went and what came', () => {
    const operator = { role: 'operator', scope: 'line:l1' };
    const supervisor = { role: 'supervisor', scope: 'workshop:w1' };
    const same = { scope: 'line:l1', role: 'operator' };
    expect(changesOf({ grants: [operator] }, { grants: [same, supervisor] })).toEqual([
      { kind: 'list', path: ['grants'], removed: [], added: [supervisor] },
    ]);
    expect(changesOf({ groups: ['a', 'a', 'b'] }, { groups: ['a'] })).toEqual([
      { kind: 'list', path: ['groups'], removed: ['a', 'b'], added: [] },
    ]);
  });

  test('of an object that came or went is every field it has', () => {
    const made = { name: 'Mill', scope: null, list: [] };
    expect(changesOf(null, made)).toEqual([{ kind: 'value', path: ['name'], before: undefined, after: 'Mill' }]);
    expect(changesOf(made, null)).toEqual([{ kind: 'value', path: ['name'], before: 'Mill', after: undefined }]);
  });

  test('is nothing where nothing did, whatever the order of fields', () => {
    expect(changesOf({ a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1 })).toEqual([]);
    expect(changesOf(null, null)).toEqual([]);
    expect(changesOf({ a: null }, {})).toEqual([]);
  });

  test('is told of a list in another order, of another kind of value, and of what is no object', () => {
    expect(changesOf({ a: [1, 2] }, { a: [2, 1] })).toEqual([
      { kind: 'value', path: ['a'], before: [1, 2], after: [2, 1] },
    ]);
    expect(changesOf({ a: 'x' }, { a: { b: 1 } })).toEqual([
      { kind: 'value', path: ['a'], before: 'x', after: { b: 1 } },
    ]);
    expect(changesOf('cut', 'other')).toEqual([{ kind: 'value', path: [], before: 'cut', after: 'other' }]);
  });
});

describe('a value of the log', () => {
  const words: Words = {
    t: (key, values) => (values ? `${key} ${Object.values(values).join(' ')}` : key),
    language: 'en',
    timeZone: 'UTC',
    nameOf: (level, code) => (level === 'line' && code === 'l1' ? 'Line one' : undefined),
  };
  const say = (value: unknown, name: string) => sayValue(value, name, words);

  test('is a moment where its field says so', () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5);
    expect(say(at, 'expiresAt')).toContain('03:04:05');
    expect(say(at, 'until')).toContain('2026');
    expect(say(1200, 'until')).toBe('1,200');
    expect(say(at, 'bytes')).not.toContain(':');
  });

  test('is in words where it is a code that has some', () => {
    expect(say('operator', 'role')).toBe('access.roles.operator');
    expect(say('disabled', 'state')).toBe('users.states.disabled');
    expect(say('telemetry', 'groups')).toBe('consents.groups.telemetry.name');
    expect(say('line:l1', 'scope')).toBe('Line one');
    expect(say('platform', 'bureau')).toBe('consents.city');
    expect(say('l1', 'line')).toBe('Line one');
    expect(say({ role: 'operator', scope: 'line:l1' }, 'grants')).toBe('audit.roleAt access.roles.operator Line one');
  });

  test('that nobody knows is shown as it is', () => {
    expect(say('pilot', 'role')).toBe('pilot');
    expect(say('line:gone', 'scope')).toBe('gone');
    expect(say({ deep: [1] }, 'odd')).toBe('{"deep":[1]}');
    expect(say(null, 'odd')).toBe('common.none');
    expect(say(false, 'secondFactor')).toBe('audit.no');
    expect(sayPath(['target', 'oee'], words.t)).toBe('audit.fields.target › oee');
  });
});

describe('the filter in the address', () => {
  test('comes back as it was written', () => {
    const filter = {
      text: 'lathe 50%',
      actor: 'user:1',
      action: 'users.put',
      kind: 'user',
      code: 'li',
      outcome: 'refused',
      from: 1_700_000_000_000,
      to: 1_700_000_360_000,
    } as const;
    const query = writeAuditFilter(filter) as Record<string, string>;
    expect(readAuditFilter(query)).toEqual(filter);
    expect(writeAuditFilter({})).toEqual({});
  });

  test('is ignored where the server would not take it', () => {
    expect(
      readAuditFilter({ outcome: 'maybe', from: '-5', to: '9'.repeat(16), text: 'a\0b', actor: ['a', 'b'], kind: '' }),
    ).toEqual({});
    expect(readAuditFilter({ action: 'x'.repeat(300) }).action).toHaveLength(100);
  });

  test('is asked without spaces around the text', () => {
    expect(askedOf({ text: '  ', kind: 'user' })).toEqual({ kind: 'user' });
    expect(askedOf({ text: ' li ' })).toEqual({ text: 'li' });
  });
});
