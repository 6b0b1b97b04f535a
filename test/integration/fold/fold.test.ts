// The fold worker on a real store: whatever the order of arrival, restarts and corrections, one answer.
import type { Facts } from '@takt/model/facts';
import type { SignalValue } from '@takt/model/signals';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { system } from '../../../server/src/platform/caller.ts';
import { type FoldedPlant, openFoldedPlant } from './pipeline.ts';

const start = Date.UTC(2026, 5, 1, 0, 0);
const minute = 60_000;
let now = start + 6 * 60 * minute;
let plant: FoldedPlant;

type Reading = [string, string, number, SignalValue];

/** Four hours of one machine: producing, a breakdown of 20 minutes in the second hour, a piece a minute. */
function shift(machine: string): Reading[] {
  const readings: Reading[] = [];
  for (let m = 0; m <= 240; m++) {
    const at = start + m * minute;
    const down = m >= 90 && m < 110;
    readings.push([machine, 'state', at, down ? 'down' : 'producing']);
    readings.push([machine, 'good', at, m - (down ? m - 90 : 0)]);
  }
  return readings;
}

async function setUp(machines: readonly string[]) {
  const yaml = `
enterprises: { e: { name: E } }
sites: { s: { enterprise: e, name: S, district: d, sector: C36, timeZone: Asia/Shanghai } }
workshops: { w: { site: s, name: W } }
lines: { l: { workshop: w, name: L } }
machines:
${machines.map((code) => `  ${code}: { line: l, name: ${code}, idealCycleSeconds: 45 }`).join('\n')}
`;
  const outcome = await plant.plant.applyYaml(yaml);
  expect(outcome.ok).toBe(true);
}

async function factsOf(machine: string, from = start, to = start + 240 * minute): Promise<Facts> {
  await plant.fold.settled();
  const answer = await plant.kpi.kpis({
    scope: { level: 'machine', code: machine },
    from,
    to,
    by: undefined,
    bucket: undefined,
  });
  if (!answer.ok) throw new Error(answer.refusal.detail);
  const row = answer.value.rows[0];
  if (!row) throw new Error('no row');
  return row.facts;
}

beforeEach(async () => {
  now = start + 6 * 60 * minute;
  plant = await openFoldedPlant(() => now);
  await setUp(['a', 'b']);
});
afterEach(() => plant.close());

describe('one answer', () => {
  it('in order, shuffled, twice, in pieces and after a restart', async () => {
    await plant.ingest(shift('a'));
    const whole = await factsOf('a');
    expect(whole).toMatchObject({ producingMs: 220 * minute, downMs: 20 * minute, unknownMs: 0, failures: 1 });

    const shuffled = shift('b')
      .map((reading, index) => ({ reading, key: (index * 7919) % 482 }))
      .sort((x, y) => x.key - y.key)
      .map(({ reading }) => reading);
    for (let index = 0; index < shuffled.length; index += 60) {
      await plant.ingest(shuffled.slice(index, index + 60));
      if (index % 120 === 0) await plant.fold.settled();
      if (index === 240) plant = await plant.restart();
    }
    await plant.ingest(shuffled.slice(0, 100));
    expect(await factsOf('b')).toEqual(whole);
  });

  it('with what was stored but not folded before a crash', async () => {
    await plant.ingest(shift('a').slice(0, 100));
    await plant.fold.settled();
    await plant.storeOnly(shift('a').slice(100));
    plant = await plant.restart();
    expect((await factsOf('a')).producingMs).toBe(220 * minute);
  });
});

it('telemetry that came before the machine was registered counts from its registration on', async () => {
  const early = shift('c').map((reading): Reading => reading);
  await plant.storeOnly(early);
  await setUp(['a', 'b', 'c']);
  expect((await factsOf('c')).producingMs).toBe(220 * minute);
});

it('a late reading changes the shift it belongs to, and the change is listed', async () => {
  now = start + 5 * 24 * 60 * minute;
  await plant.ingest(shift('a'));
  await plant.ingest([['a', 'state', start + 4 * 24 * 60 * minute, 'idle']]);
  const before = await factsOf('a');
  await plant.ingest([['a', 'state', start + 95 * minute + 1000, 'producing']]);
  const after = await factsOf('a');
  expect(after.producingMs - before.producingMs).toBe(59_000);
  const listed = await plant.fold.restatements.list(['a'], 10);
  expect(listed).toHaveLength(1);
  expect(listed[0]).toMatchObject({ machine: 'a', reason: 'late_data' });
  expect((listed[0]?.after.producingMs ?? 0) - (listed[0]?.before.producingMs ?? 0)).toBe(59_000);
});

it('a new definition computes the facts again from its moment on', async () => {
  await plant.ingest(shift('a'));
  expect((await factsOf('a')).minorStopMs).toBe(0);
  const added = await plant.plant.routes['definitions.add']({
    params: { code: 'w' },
    query: undefined,
    body: {
      microStopSeconds: 1800,
      stalenessSeconds: 600,
      setup: 'loss',
      plannedStop: 'excluded',
      overtime: 'counted',
      minimumCoverage: 0.8,
      effectiveFrom: start + 60 * minute,
    },
    caller: system,
  });
  expect(added.ok).toBe(true);
  expect(await factsOf('a')).toMatchObject({ minorStopMs: 20 * minute, downMs: 0, failures: 0 });
});

it('a machine that fell silent is unknown after its staleness, in the facts and up to now', async () => {
  await plant.ingest(shift('a'));
  const facts = await factsOf('a', start, start + 360 * minute);
  expect(facts.unknownMs).toBe((360 - 240 - 10) * minute);
  expect(facts.producingMs).toBe(230 * minute);
});

it('hours, days and any cut of the range add up to the same facts', async () => {
  await plant.ingest(shift('a'));
  await plant.fold.settled();
  const day = Date.UTC(2026, 4, 31, 16);
  const sums: Facts[] = [];
  for (const bucket of ['minute', 'hour', 'day', undefined] as const) {
    const answer = await plant.kpi.kpis({
      scope: { level: 'machine', code: 'a' },
      from: day,
      to: day + 14 * 60 * minute,
      by: undefined,
      bucket,
    });
    if (!answer.ok) throw new Error(answer.refusal.detail);
    const [first, ...rest] = answer.value.rows.map((row) => ({ ...row.facts }));
    if (!first) throw new Error('no row');
    for (const facts of rest) for (const [key, value] of Object.entries(facts)) first[key as keyof Facts] += value;
    sums.push(first);
  }
  for (const sum of sums) expect(sum).toEqual(sums[0]);
  expect(sums[0]?.producingMs).toBe(230 * minute);
});
