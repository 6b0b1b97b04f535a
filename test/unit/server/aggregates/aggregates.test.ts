// Sums over the enterprises of a district: whose facts are in them, for whom, and what of them is told.
import { type Bureau, type Consent, type Grant, parseGrant } from '@takt/model/access';
import { emptyFacts } from '@takt/model/facts';
import type { Scope } from '@takt/model/plant';
import { describe, expect, it } from 'vitest';
import { type AggregateParts, aggregateRoutes } from '../../../../server/src/aggregates/index.ts';
import type { MachineView } from '../../../../server/src/pipeline/plant-view.ts';
import { type Caller, system } from '../../../../server/src/platform/caller.ts';
import { done } from '../../../../server/src/platform/outcome.ts';

interface Site {
  enterprise: string;
  sector: string;
  busyMs: number;
  /** Default: all of the busy time. */
  runMs?: number;
}

const north: Bureau = { level: 'district', code: 'north' };
const range = { from: 0, to: 3_600_000 };

/** Aggregates over these sites of one district, with a consent of each enterprise to the district unless another is given. */
function over(sites: readonly Site[], bureauOf: (enterprise: string) => Bureau | undefined = () => north) {
  const machines = sites.map((site, index) => ({ ...site, site: `s${index}`, code: `m${index}`, district: 'north' }));
  const siteOf = (code: string) => machines.find(({ site }) => site === code);
  const consents = [...new Set(sites.map(({ enterprise }) => enterprise))].flatMap((enterprise): Consent[] => {
    const bureau = bureauOf(enterprise);
    const terms = { purpose: 'statistics', from: 0, until: 10, withdrawnAt: null };
    return bureau ? [{ id: enterprise, enterprise, bureau, groups: ['aggregates'], ...terms }] : [];
  });
  const plant = {
    within: () => machines as unknown as MachineView[],
    sectorOf: (code: string) => siteOf(code)?.sector,
    placeOf: ({ level, code }: Scope) =>
      level === 'district'
        ? { level, code, districts: [code], cities: [] }
        : { level, code, districts: ['north'], cities: [], enterprise: siteOf(code)?.enterprise },
  } as unknown as AggregateParts['plant'];
  const kpis: AggregateParts['kpis'] = async (part, { scope }) => {
    const rows = part.within(scope).map(({ site }) => {
      const { busyMs = 0, runMs = busyMs } = siteOf(site) ?? {};
      const facts = { ...emptyFacts(), producingMs: runMs, downMs: busyMs - runMs, busyMs, runMs };
      return { key: `site:${site}`, facts };
    });
    return done({ rows } as never);
  };
  const routes = aggregateRoutes({ plant, consents: () => consents, kpis, clock: () => 5 });
  return async (by?: 'sector', grants: readonly Grant[] = [parseGrant(officer)]) => {
    const caller: Caller = { ...system, grants };
    const query = { district: 'north', by, ...range };
    const answer = await routes['aggregates.query']({ params: undefined, body: undefined, query, caller });
    if (!answer.ok) throw new Error(answer.refusal.detail);
    return answer.value.rows;
  };
}

const officer = { role: 'district_officer', scope: 'district:north' } as const;
const sites = (count: number, sector: string, from = 0, rest: Partial<Site> = {}): Site[] =>
  Array.from({ length: count }, (_, index) => ({ enterprise: `e${from + index}`, sector, busyMs: 1000, ...rest }));
const told = (rows: Awaited<ReturnType<ReturnType<typeof over>>>) =>
  rows.map(({ key, enterprises, suppressed }) => [key, enterprises, suppressed]);

describe('sums of a district', () => {
  it('are of facts, not of ratios', async () => {
    const [all] = await over([...sites(5, 'C36'), ...sites(1, 'C36', 5, { busyMs: 5000, runMs: 0 })])();
    expect(all?.kpis?.availability).toBe(0.5);
  });

  it('hold those alone that agreed with the bureau that asks', async () => {
    const half = over(sites(12, 'C36'), (enterprise) =>
      Number(enterprise.slice(1)) % 2 ? north : { level: 'platform' },
    );
    const as = async (...grants: Parameters<typeof parseGrant>[0][]) =>
      told(await half(undefined, grants.map(parseGrant)));
    expect(await as(officer)).toEqual([['all', 6, null]]);
    expect(await as({ role: 'city_officer', scope: 'platform' })).toEqual([['all', 6, null]]);
    expect(await as(officer, { role: 'auditor', scope: 'platform' })).toEqual([['all', 12, null]]);
    expect(await as({ role: 'platform_admin', scope: 'platform' })).toEqual([['all', 12, null]]);
    expect(await as({ role: 'district_officer', scope: 'district:south' })).toEqual([['all', null, 'few']]);
  });

  it('count nobody who has no part in them', async () => {
    expect(told(await over([...sites(4, 'C36'), ...sites(9, 'C36', 4, { busyMs: 0 })])())).toEqual([
      ['all', null, 'few'],
    ]);
  });

  it('count an enterprise with several sites once', async () => {
    expect(told(await over([...sites(4, 'C36'), ...sites(4, 'C36')])())).toEqual([['all', null, 'few']]);
  });

  it('are not told where one enterprise has most of them', async () => {
    const giant = sites(1, 'C36', 9, { busyMs: 100_000 });
    expect(told(await over([...sites(6, 'C36'), ...giant])())).toEqual([['all', null, 'dominated']]);
  });

  it('by sector give up a second sector where one would follow from the others', async () => {
    const three = over([...sites(3, 'C13'), ...sites(6, 'C26', 10), ...sites(9, 'C36', 20)]);
    const rows = await three('sector');
    expect(told(rows)).toEqual([
      ['all', 18, null],
      ['C13', null, 'few'],
      ['C26', null, 'complement'],
      ['C36', 9, null],
    ]);
    expect(rows.filter(({ suppressed }) => suppressed !== null).every(({ kpis }) => kpis === null)).toBe(true);
    expect(told(await three())).toEqual([['all', 18, null]]);
  });

  it('by sector name every sector there is, whether anybody agreed or not', async () => {
    const some = over([...sites(6, 'C36'), ...sites(6, 'C13', 10)], (enterprise) =>
      Number(enterprise.slice(1)) < 10 ? north : undefined,
    );
    expect(told(await some('sector'))).toEqual([
      ['all', 6, null],
      ['C13', null, 'few'],
      ['C36', 6, null],
    ]);
  });
});
