// The plant as YAML: what is written comes back, and what is wrong is named with its line.

import { plantSchema } from '@takt/model/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatYaml, parseYaml } from '../../../../server/src/platform/yaml/index.ts';
import { openTestPlant, smallPlant } from './fixture.ts';

const code = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/);
const name = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .filter((text) => plantSchema.shape.enterprises.safeParse({ a: { name: text } }).success && text.trim() === text);

test('any plant survives being written as YAML and read back', () => {
  const machines = fc.dictionary(
    code,
    fc.record({ line: code, name, idealCycleSeconds: fc.double({ min: 0.001, max: 1e6, noNaN: true }) }),
  );
  const enterprises = fc.dictionary(code, fc.record({ name }));
  fc.assert(
    fc.property(machines, enterprises, (m, e) => {
      const plant = plantSchema.parse({ machines: m, enterprises: e });
      const parsed = parseYaml(formatYaml(plant));
      expect(parsed.ok && plantSchema.parse(parsed.document.value)).toEqual(plant);
    }),
  );
});

test('a plant file is applied as a whole', async () => {
  const { plant, close } = await openTestPlant();
  expect(await plant.applyYaml(formatYaml(smallPlant))).toEqual({
    ok: true,
    value: { created: 7, changed: 0, unchanged: 0 },
  });
  await close();
});

test.each([
  ['broken syntax', 'lines: {a: [}', 'line 1, column'],
  ['a key given twice', 'enterprises:\n  a: {name: x}\n  a: {name: y}', 'line 3, column'],
  ['a wrong value', 'enterprises:\n  a: {name: x}\nlines:\n  l1:\n    name: 5\n    workshop: w', 'lines.l1.name'],
  ['a misspelt key', 'workshops:\n  w: {site: s, name: W, calender: c}', 'workshops.w.calender'],
  ['a dangling reference', 'lines:\n  l1: {name: L, workshop: w}', 'lines.l1.workshop'],
])('%s is refused and says where', async (_, text, field) => {
  const { plant, close } = await openTestPlant();
  const outcome = await plant.applyYaml(text);
  expect(outcome.ok).toBe(false);
  expect(!outcome.ok && outcome.refusal.errors?.[0]?.field).toContain(field);
  await close();
});

test('the reason names the line of the wrong value', async () => {
  const { plant, close } = await openTestPlant();
  const outcome = await plant.applyYaml('lines:\n  l1:\n    workshop: w\n    name: 5\n');
  expect(!outcome.ok && outcome.refusal.errors?.[0]?.reason).toContain('(line 4)');
  await close();
});
