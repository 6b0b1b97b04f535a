import { createRegions, districtNames, regionsFileSchema } from '@takt/model/regions';
import { describe, expect, test } from 'vitest';

const name = (text: string) => ({ 'zh-CN': text, en: `${text} (en)` });
const city = { code: '500000', name: name('重庆市'), timeZone: 'Asia/Shanghai' };
const file = {
  city,
  areas: { northeast: name('渝东北') },
  districts: [
    { code: '500110', name: name('綦江区'), kind: 'district', aliases: ['綦江', '綦江县'] },
    { code: '500154', name: name('开州区'), kind: 'district', area: 'northeast', aliases: ['开县'] },
    { code: '5001LJ', name: name('两江新区'), kind: 'functional_area', at: [106.6, 29.7] },
  ],
};
const regions = createRegions(regionsFileSchema.parse(file));

describe('a district', () => {
  test('is found by its code, its name in any language, and names it went by', () => {
    for (const text of ['500110', '綦江区', '綦江区 (en)', '綦江县', ' 綦江 '])
      expect(regions.district(text)?.code).toBe('500110');
    expect(regions.district('开县')?.code).toBe('500154');
  });

  test('that nobody knows stays what it is called', () => {
    expect(regions.district('滨江区')).toBeUndefined();
    expect(regions.canonical('滨江区')).toBe('滨江区');
    expect(districtNames(regions).cityOf('滨江区')).toBeUndefined();
  });

  test('lies in its city, a functional area too', () => {
    expect(districtNames(regions).cityOf('5001LJ')).toBe('500000');
    expect(districtNames(regions).known('两江新区')).toBe(false);
  });
});

describe('a regions file', () => {
  const problemsOf = (districts: object[]) =>
    regionsFileSchema
      .safeParse({ ...file, districts })
      .error?.issues.map(({ path, message }) => [path.join('.'), message]);

  test('that gives two districts one code or name is refused at the second', () => {
    const [first] = file.districts;
    expect(problemsOf([{ ...first }, { ...first, name: name('别处') }])).toContainEqual([
      'districts.1.code',
      '"500110" is 綦江区 already',
    ]);
    expect(
      problemsOf([{ ...first }, { code: '500999', name: name('别处'), kind: 'county', aliases: ['綦江'] }]),
    ).toContainEqual(['districts.1.aliases', '"綦江" is 綦江区 already']);
  });

  test('that names an area it does not have is refused', () => {
    expect(problemsOf([{ code: '500110', name: name('綦江区'), kind: 'district', area: 'south' }])).toEqual([
      ['districts.0.area', 'there is no area "south"'],
    ]);
  });
});
