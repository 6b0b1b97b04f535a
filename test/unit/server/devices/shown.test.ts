// What devices left behind is shown by the site it came from, as much as was asked for.
import { originOfTopic } from '@takt/model/topics';
import { expect, test } from 'vitest';
import { shownTo } from '../../../../server/src/devices/shown.ts';
import { newest } from '../../../../server/src/pipeline/ingest/records/newest.ts';
import { as } from '../plant/callers.ts';
import { openTestPlant, smallPlant } from '../plant/fixture.ts';

test.each([
  ['takt/v1/north/m1/telemetry', { site: 'north', machine: 'm1' }],
  ['takt/v1/north/m1/nonsense/more', { site: 'north', machine: 'm1' }],
  ['takt/v1/north', { site: 'north' }],
  ['spBv1.0/north/DDATA/node/m1', { site: 'north', machine: 'm1' }],
  ['spBv1.0/north/XDATA/node', { site: 'north' }],
  ['spBv1.0/STATE/takt', undefined],
  ['takt/v1/no+rth/m1', undefined],
  ['elsewhere/north/m1', undefined],
])('%s names %j', (topic, origin) => {
  expect(originOfTopic(topic)).toEqual(origin);
});

test('a site’s devices are shown where the permission is held at it, one’s own machines below it, what is nobody’s to nobody', async () => {
  const { plant, put, close } = await openTestPlant();
  await put(smallPlant);
  const origins = [
    { site: 'north' },
    { site: 'north', machine: 'm1' },
    { site: 'north', machine: 'unknown' },
    { site: 'nowhere' },
    { site: undefined },
  ];
  const shown = (...grant: [Parameters<typeof as>[1], string]) => origins.map(shownTo(as(plant, ...grant), plant));
  expect(shown('plant_manager', 'site:north')).toEqual([true, true, true, false, false]);
  expect(shown('supervisor', 'line:l1')).toEqual([false, true, false, false, false]);
  expect(shown('auditor', 'platform')).toEqual([false, false, false, false, false]);
  expect(shown('platform_admin', 'platform')).toEqual([true, true, true, true, true]);
  await close();
});

test('a list is read on until as many as asked for are found', async () => {
  const all = Array.from({ length: 2000 }, (_, index) => ({ id: 2000 - index }));
  const page = async (rows: number, before = Number.POSITIVE_INFINITY) =>
    all.filter(({ id }) => id < before).slice(0, rows);
  const rare = ({ id }: { id: number }) => id % 400 === 0;
  expect((await newest(page, 3, rare)).map(({ id }) => id)).toEqual([2000, 1600, 1200]);
  expect((await newest(page, 100, rare)).map(({ id }) => id)).toEqual([2000, 1600, 1200, 800, 400]);
  expect(await newest(page, 2000)).toEqual(all);
});
