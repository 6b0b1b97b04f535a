import { resolve } from 'node:path';
import { lengthMs } from '@takt/model/facts';
import { usccProblem } from '@takt/model/registry';
import { beforeAll, describe, expect, test } from 'vitest';
import { type City, createCity } from '../../../../server/src/cli/demonstration-city/city.ts';
import { readRegions } from '../../../../server/src/region/index.ts';

const today = '2026-11-26';
const create = async (seed = 7) =>
  createCity({ regions: await readRegions(resolve('config/regions/chongqing.yaml')), seed, today });
let city: City;
beforeAll(async () => {
  city = await create();
});
const count = (table: 'registry_enterprises' | 'retrofit_projects', district: string) =>
  city.rows[table].filter((one) => one.district === district).length;
const held = (district: string, countsAs: string) =>
  city.rows.certificates.filter((one) => one.district === district && one.counts_as === countsAs);

describe('the demonstration city', () => {
  test('has 600 enterprises in all districts, and in 两江新区 what its bureau counts', () => {
    expect(city.rows.registry_enterprises).toHaveLength(600);
    expect(new Set(city.rows.registry_enterprises.map(({ district }) => district)).size).toBe(41);
    expect(held('5001LJ', 'digital_workshop')).toHaveLength(107);
    expect(held('5001LJ', 'smart_factory')).toHaveLength(22);
    expect(count('retrofit_projects', '5001LJ')).toBe(350);
  });

  test('has in 綦江 two digital workshops of the last months, and the half-shaft plant with its project', () => {
    expect(count('retrofit_projects', '500110')).toBe(24);
    const recent = held('500110', 'digital_workshop').filter(({ issued_on }) => issued_on > '2026-08-20');
    expect(recent.length).toBeGreaterThanOrEqual(2);
    expect(city.rows.retrofit_projects[0]).toMatchObject({ id: 'p-demo', go_live: '2026-10-05', stage: 'acceptance' });
  });

  test('is the same from the same seed, and another from another', async () => {
    expect((await create()).rows).toEqual(city.rows);
    expect((await create(8)).rows).not.toEqual(city.rows);
  });

  test('names nobody twice, and every social credit code is right', () => {
    const { registry_enterprises: enterprises } = city.rows;
    expect(new Set(enterprises.map(({ name }) => name)).size).toBe(enterprises.length);
    expect(new Set(enterprises.map(({ uscc }) => uscc)).size).toBe(enterprises.length);
    expect(enterprises.flatMap(({ uscc }) => usccProblem(String(uscc)) ?? [])).toEqual([]);
    expect(enterprises.every(({ demonstration }) => demonstration === 1)).toBe(true);
  });

  test('has projects whose stages follow one another up to where they are', () => {
    for (const project of city.rows.retrofit_projects) {
      const stages = city.rows.retrofit_stages.filter((one) => one.project === project.id);
      const begun = stages.filter(({ actual_from }) => actual_from !== null);
      expect(begun.at(-1)?.stage).toBe(project.stage === 'stopped' ? project.stopped_in : project.stage);
      for (const { actual_from, actual_to } of begun) expect(String(actual_from) <= (actual_to ?? today)).toBe(true);
    }
  });

  test('has days of machines whose categories fill the day and whose pieces add up', () => {
    expect(city.days.length).toBeGreaterThan(50);
    for (const { rows } of city.days) {
      for (const row of rows) {
        expect(lengthMs(row)).toBe(86_400_000);
        expect(row.good + row.scrap).toBe(row.produced);
      }
    }
  });
});
