// Asking for a range to be folded again: what is put down is folded, whatever happened to the facts, and what makes no sense is refused.
import { parseScope } from '@takt/model/plant';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countRefolds, type RefoldRequest, requestRefold } from '../../../server/src/pipeline/fold/request.ts';
import { createAudit } from '../../../server/src/platform/audit/index.ts';
import { attribution, system } from '../../../server/src/platform/caller.ts';
import { type FoldedPlant, openFoldedPlant } from './pipeline.ts';

const start = Date.UTC(2026, 5, 1, 0, 0);
const minute = 60_000;
const hour = 60 * minute;
const now = start + 10 * hour;
let plant: FoldedPlant;

beforeEach(async () => {
  plant = await openFoldedPlant(() => now);
  const outcome = await plant.plant.applyYaml(`
enterprises: { e: { name: E } }
sites: { s: { enterprise: e, name: S, district: d, sector: C36, timeZone: Asia/Shanghai } }
workshops: { w: { site: s, name: W } }
lines: { l: { workshop: w, name: L }, spare: { workshop: w, name: Spare } }
machines:
  a: { line: l, name: A, idealCycleSeconds: 45 }
  b: { line: l, name: B, idealCycleSeconds: 45 }
  new: { line: spare, name: New, idealCycleSeconds: 45 }
`);
  expect(outcome.ok).toBe(true);
  for (const machine of ['a', 'b']) {
    for (let m = 0; m <= 120; m += 10) {
      await plant.ingest([
        [machine, 'state', start + m * minute, 'producing'],
        [machine, 'good', start + m * minute, m],
      ]);
    }
  }
  await plant.fold.settled();
});
afterEach(() => plant.close());

const ask = (scope: string, from: number, to: number, more: Partial<RefoldRequest> = {}) =>
  requestRefold(
    { db: plant.db, plant: plant.plant, audit: createAudit(() => now) },
    { scope: parseScope(scope), from, to, by: attribution(system), reason: 'a test', ...more },
    now,
  );

/** Pieces of the first hour: what was said last is folded at every start. */
async function good(machine: string): Promise<number> {
  const rows = await plant.store.sumFacts({ machines: [machine], grain: 'minute', from: start, to: start + hour });
  return rows.reduce((sum, row) => sum + row.good, 0);
}

it('what is asked for is folded again, and only that', async () => {
  const lost = { from: start, to: start + 2 * hour, rows: [] };
  await plant.store.replaceFacts('minute', [
    { machine: 'a', ...lost },
    { machine: 'b', ...lost },
  ]);
  const asked = await ask('machine:a', start, start + 2 * hour);
  if (!asked.ok) throw new Error(asked.refusal.detail);
  expect(asked.value.machines).toEqual(['a']);
  expect(await countRefolds(plant.db, asked.value.ids)).toBe(1);
  plant = await plant.restart();
  await plant.fold.settled();
  expect(await countRefolds(plant.db, asked.value.ids)).toBe(0);
  expect(await good('a')).toBe(60);
  expect(await good('b')).toBe(0);
});

it('a scope is all its machines that were ever folded, and who asked stands in the audit log', async () => {
  const asked = await ask('workshop:w', start + hour, start + 2 * hour);
  expect(asked).toMatchObject({ ok: true, value: { machines: ['a', 'b'] } });
  const [change] = await plant.db.selectFrom('audit_entries').selectAll().orderBy('id', 'desc').limit(1).execute();
  expect(change).toMatchObject({ at: now, actor: 'system', kind: 'refold', code: 'workshop:w', before: null });
  expect(JSON.parse(change?.after ?? '')).toEqual({
    from: start + hour,
    to: start + 2 * hour,
    machines: 2,
    reason: 'a test',
  });
});

it.each([
  ['a scope that does not exist', 'line:none', start, start + hour, 'no machine within line:none'],
  ['a scope of which nothing is folded', 'line:spare', start, start + hour, 'nothing of line:spare'],
  ['an empty range', 'line:l', start, start, 'to must be after from'],
  ['a range that runs backwards', 'line:l', start + hour, start, 'to must be after from'],
  ['a range that is not over yet', 'line:l', start, now + 1, 'to must not be in the future'],
])('%s is refused, and nothing is put down', async (_, scope, from, to, reason) => {
  const asked = await ask(scope, from, to);
  expect(asked).toMatchObject({ ok: false, refusal: { detail: expect.stringContaining(reason) } });
  expect(await plant.db.selectFrom('late_ranges').selectAll().execute()).toEqual([]);
});
