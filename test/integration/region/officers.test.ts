// A running server with the city's regions: districts go by code or name, and officers of a city and of a district see theirs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveConsent, givenPeople, type TestPerson } from '../../harness/people.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';

const range = 'from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z';
const shop = (mark: string, district: string) => ({
  enterprises: { [mark]: { name: mark } },
  sites: { [`${mark}-site`]: { enterprise: mark, name: mark, district, sector: 'C36', timeZone: 'Asia/Shanghai' } },
  workshops: { [`${mark}-shop`]: { site: `${mark}-site`, name: mark } },
  lines: { [`${mark}-line`]: { workshop: `${mark}-shop`, name: mark } },
  machines: { [`${mark}-mill`]: { line: `${mark}-line`, name: mark, idealCycleSeconds: 30 } },
});

let server: RunningServer;
let people: Record<'city' | 'qijiang' | 'liangjiang', TestPerson>;

beforeAll(async () => {
  server = await startServer();
  for (const plant of [shop('shaft', '綦江'), shop('chip', '500108'), shop('abroad', 'Elsewhere')])
    await server.call('plant.put', { body: plant as never });
  people = await givenPeople(server, {
    city: [{ role: 'city_officer', scope: 'city:500000' }],
    qijiang: [{ role: 'district_officer', scope: 'district:500110' }],
    liangjiang: [{ role: 'district_officer', scope: 'district:5001LJ' }],
  });
});
afterAll(() => server?.stop());

const codesOf = async (person: TestPerson) =>
  Object.keys((await person.call('plant.get', {})).enterprises ?? {}).sort();

describe('officers', () => {
  it('see what lies in their districts, however those are named, and nothing else', async () => {
    expect(await codesOf(people.city)).toEqual(['chip', 'shaft']);
    expect(await codesOf(people.qijiang)).toEqual(['shaft']);
    expect(await codesOf(people.liangjiang)).toEqual([]);
  });

  it('are told the districts by whoever asks', async () => {
    const { districts } = await people.liangjiang.call('regions.get', {});
    expect(districts.find(({ code }) => code === '500110')?.name['zh-CN']).toBe('綦江区');
  });

  it('of the city see KPIs of an enterprise that consents to the city, not of one that consents to its district', async () => {
    await giveConsent(server, { enterprise: 'shaft', bureau: 'district:500110', groups: ['workshop_kpis'] });
    await giveConsent(server, { enterprise: 'chip', bureau: 'city:500000', groups: ['workshop_kpis'] });
    const status = async (person: TestPerson, workshop: string) =>
      (await person.text(`/api/v1/kpis?scope=workshop:${workshop}&${range}`)).status;
    await expect.poll(() => status(people.city, 'chip-shop'), { timeout: 10_000 }).toBe(200);
    expect(await status(people.city, 'shaft-shop')).toBe(404);
    expect(await status(people.qijiang, 'shaft-shop')).toBe(200);
    expect(await status(people.city, 'abroad-shop')).toBe(404);
  });
});

describe('sums', () => {
  it('of a district are asked by its code or its name, those of the city by its code', async () => {
    const keys = async (scope: string) => {
      const path = `/api/v1/kpis?scope=${encodeURIComponent(scope)}&by=machine&${range}`;
      const { rows } = await server.get<{ rows: { key: string }[] }>(path);
      return rows.map(({ key }) => key).sort();
    };
    expect(await keys('district:500110')).toEqual(['machine:shaft-mill']);
    expect(await keys('district:綦江区')).toEqual(['machine:shaft-mill']);
    expect(await keys('city:500000')).toEqual(['machine:chip-mill', 'machine:shaft-mill']);
    expect((await server.text(`/api/v1/kpis?scope=city:110000&${range}`)).status).toBe(404);
  });

  it('name a district by the regions', async () => {
    const { rows } = await server.get<{ rows: { key: string; name: string }[] }>(
      `/api/v1/kpis?scope=city:500000&by=district&${range}`,
    );
    expect(rows.map(({ key, name }) => [key, name]).sort()).toEqual([
      ['district:500108', '南岸区'],
      ['district:500110', '綦江区'],
    ]);
  });
});

describe('who gives a role', () => {
  it('may name the district in words: it is kept by its code', async () => {
    const { user } = await server.call('users.invite', {
      body: { login: 'nan-an', name: 'N', grants: [{ role: 'district_officer', scope: 'district:南岸区' }] },
    } as never);
    expect((user as { grants: unknown }).grants).toEqual([{ role: 'district_officer', scope: 'district:500108' }]);
  });
});
