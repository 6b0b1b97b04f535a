// Claiming a device: what a person may type as a signal map, what has to be filled in; and what a restatement changed.
import { emptyFacts } from '@takt/model/facts';
import { machineSchema } from '@takt/model/plant';
import { signalMapSchema } from '@takt/model/signals';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { changesOf } from '../../../../../web/src/features/devices/changes.ts';
import { claimOf, problemsOf } from '../../../../../web/src/features/devices/claim-form.ts';
import { presetNames, presets, readSignalMap } from '../../../../../web/src/features/devices/signal-map-text.ts';

const read = (text: string) => readSignalMap(text, parse);

describe('a signal map', () => {
  test('may be JSON, YAML, or the short form for a renaming', () => {
    const map = { exec: { signal: 'state', values: 'mtconnect' } };
    expect(read(JSON.stringify(map))).toEqual({ ok: true, map });
    expect(read('exec: { signal: state, values: mtconnect }')).toEqual({ ok: true, map });
    expect(read('pc: good')).toEqual({ ok: true, map: { pc: { signal: 'good' } } });
  });

  test('left empty is none', () => {
    expect(read(' \n')).toEqual({ ok: true, map: undefined });
  });

  test('that cannot be read says why', () => {
    expect(read('{ "a": ')).toMatchObject({ ok: false, problem: 'syntax' });
  });

  test.each(['- a', 'text', '5', 'a: 5', 'a: { scale: 2 }', 'a: [b]'])('%o has not the shape of one', (text) => {
    expect(read(text)).toEqual({ ok: false, problem: 'shape' });
  });

  test.each(presetNames)('the preset %s is one the server accepts', (name) => {
    const reading = read(presets[name]);
    expect(reading.ok).toBe(true);
    if (reading.ok && reading.map) expect(signalMapSchema.safeParse(reading.map).success).toBe(true);
  });
});

describe('the claim', () => {
  const filled = { line: 'l1', name: ' Drill ', idealCycleSeconds: '12.5', outlet: true };

  test('filled in becomes a machine the server accepts', () => {
    const body = claimOf(filled, read('pc: good'));
    const machine = { line: 'l1', name: 'Drill', idealCycleSeconds: 12.5, signalMap: { pc: { signal: 'good' } } };
    expect(body).toEqual(machine);
    expect(machineSchema.safeParse(body).success).toBe(true);
    expect(claimOf({ ...filled, outlet: false }, read(''))).toMatchObject({ outlet: false });
  });

  test('names everything that is missing or wrong', () => {
    expect(problemsOf({ line: null, name: ' ', idealCycleSeconds: '', outlet: true })).toEqual([
      'line',
      'name',
      'idealCycle',
    ]);
    for (const seconds of ['0', '-1', 'x', '1e9', 'Infinity']) {
      expect(problemsOf({ ...filled, idealCycleSeconds: seconds }), seconds).toEqual(['idealCycle']);
    }
  });

  test('is not sent with a map that cannot be read', () => {
    expect(claimOf(filled, read('- a'))).toBeUndefined();
  });
});

test('a restatement names what changed, pieces first, and passes over what cannot be seen', () => {
  const before = { ...emptyFacts(), good: 100, unknownMs: 60_000, producingMs: 5000 };
  const after = { ...before, good: 105, unknownMs: 0, producingMs: 5400 };
  expect(changesOf(before, after)).toEqual([
    { field: 'good', before: 100, after: 105 },
    { field: 'unknownMs', before: 60_000, after: 0 },
  ]);
});
