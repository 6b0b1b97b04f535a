// Where folded and unfolded time meet: nothing falls between them, however the readings arrive.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FoldedPlant, openFoldedPlant } from './pipeline.ts';

const start = Date.UTC(2026, 5, 1, 0, 0);
const minute = 60_000;
let now = start;
let plant: FoldedPlant;

beforeEach(async () => {
  now = start;
  plant = await openFoldedPlant(() => now);
  const outcome = await plant.plant.applyYaml(`
enterprises: { e: { name: E } }
sites: { s: { enterprise: e, name: S, district: d, sector: C36, timeZone: Asia/Shanghai } }
workshops: { w: { site: s, name: W } }
lines: { l: { workshop: w, name: L } }
machines: { a: { line: l, name: A, idealCycleSeconds: 45 } }
`);
  expect(outcome.ok).toBe(true);
});
afterEach(() => plant.close());

async function factsOf(from: number, to: number) {
  await plant.fold.settled();
  const scope = { level: 'machine' as const, code: 'a' };
  const answer = await plant.kpi.kpis({ scope, from, to, by: undefined, bucket: undefined });
  if (!answer.ok || !answer.value.rows[0]) throw new Error('no facts');
  return answer.value.rows[0].facts;
}

it('a piece shown at a full minute that was folded already belongs to the minute before, and counts', async () => {
  for (let m = 0; m <= 10; m++) {
    // The reading arrives late enough that the fold has passed its minute.
    now = start + m * minute + 5000;
    await plant.fold.settled();
    await plant.ingest([
      ['a', 'state', start + m * minute, 'producing'],
      ['a', 'good', start + m * minute, m],
    ]);
    await plant.fold.settled();
  }
  now += 5 * minute;
  expect(await factsOf(start, start + 10 * minute)).toMatchObject({ good: 10, producingMs: 10 * minute });
});

it('years of silence after a clock that began in 2000 are passed over, and are unknown', async () => {
  const reset = Date.UTC(2000, 0, 1, 0, 0, 30);
  now = start + 60 * minute;
  const live = (m: number): [string, string, number, string | number][] => [
    ['a', 'state', start + m * minute, 'producing'],
    ['a', 'good', start + m * minute, m],
  ];
  await plant.ingest([['a', 'state', reset, 'producing'], ['a', 'good', reset, 0], ...live(0)]);
  for (let m = 1; m <= 20; m++) await plant.ingest(live(m));
  expect(await factsOf(start, start + 20 * minute)).toMatchObject({ good: 20, producingMs: 20 * minute });
  const written = plant.facts.reduce((sum, { from, to }) => sum + to - from, 0);
  expect(written).toBeLessThan(10 * 24 * 60 * minute);

  // Again, now that the machine has a present.
  await plant.ingest([['a', 'state', reset + minute, 'down']]);
  expect(await factsOf(start, start + 20 * minute)).toMatchObject({ good: 20, producingMs: 20 * minute });
  const year = Date.UTC(2010, 0, 1);
  expect(await factsOf(year, year + 60 * minute)).toMatchObject({ unknownMs: 60 * minute });
  const again = plant.facts.reduce((sum, { from, to }) => sum + to - from, 0);
  expect(again).toBeLessThan(20 * 24 * 60 * minute);
});
