import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRegions } from '../../../../server/src/region/index.ts';
import { createTempDirectory } from '../../../harness/temp.ts';

describe('the regions that come with Takt', () => {
  test('are Chongqing: 38 districts and counties with codes of GB/T 2260, and functional areas with bureaus of their own', async () => {
    const { city, districts, areas } = await readRegions(resolve('config/regions/chongqing.yaml'));
    expect(city.code).toBe('500000');
    const ofKind = (...kinds: string[]) => districts.filter(({ kind }) => kinds.includes(kind));
    expect(ofKind('district')).toHaveLength(26);
    expect(ofKind('county')).toHaveLength(12);
    expect(ofKind('functional_area').map((one) => one.name['zh-CN'])).toEqual(['两江新区', '重庆高新区', '万盛经开区']);
    for (const { code } of ofKind('district', 'county')) expect(code).toMatch(/^500[12]\d\d$/);
    for (const { area = '' } of districts) expect(areas[area]).toBeDefined();
    // What has no outline on the map has a place.
    for (const one of districts) expect(one.mapName ?? one.at).toBeDefined();
  });
});

describe('a regions file', () => {
  test('that is wrong stops the start, with the key, the field and the line', async () => {
    await using directory = await disposable();
    const file = join(directory.path, 'regions.yaml');
    await writeFile(file, "city: { code: '1', name: { zh-CN: A, en: A }, timeZone: Mars/Olympus }\ndistricts: []\n");
    await expect(readRegions(file)).rejects.toThrow(/TAKT_REGIONS_FILE .*city\.code.*city\.timeZone/s);
    await expect(readRegions(join(directory.path, 'none.yaml'))).rejects.toThrow(/TAKT_REGIONS_FILE .* cannot be read/);
  });
});

async function disposable() {
  const directory = await createTempDirectory('regions');
  return { path: directory.path, [Symbol.asyncDispose]: directory.remove };
}
