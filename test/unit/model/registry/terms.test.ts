// Behaviour of the lists the registry refers to, as they are shipped: sectors and chains by code and name; enterprises brought to codes.
import { readFile } from 'node:fs/promises';
import { createRegions, regionsFileSchema } from '@takt/model/regions';
import {
  chainsFileSchema,
  createChains,
  createSectors,
  enterpriseSchema,
  resolveEnterprise,
  resolveSite,
  sectorsFileSchema,
  siteSchema,
} from '@takt/model/registry';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const shipped = async (path: string) => parse(await readFile(`config/${path}`, 'utf8')) as unknown;
const sectors = createSectors(sectorsFileSchema.parse(await shipped('registry/sectors.yaml')));
const chains = createChains(chainsFileSchema.parse(await shipped('registry/chains.yaml')));
const regions = createRegions(regionsFileSchema.parse(await shipped('regions/chongqing.yaml')));

describe('sectors', () => {
  it('are 20 sections and 97 divisions, each in one section, 31 of manufacturing', () => {
    const divisions = sectors.all.filter(({ level }) => level === 'division').map(({ code }) => code);
    expect(sectors.all.filter(({ level }) => level === 'section').map(({ code }) => code)).toEqual([
      ...'ABCDEFGHIJKLMNOPQRST',
    ]);
    expect(divisions.map((code) => Number(code.slice(1)))).toEqual(Array.from({ length: 97 }, (_, index) => index + 1));
    expect(divisions.filter((code) => code.startsWith('C'))).toHaveLength(31);
  });

  it.each(['C36', 'c36', '36', ' 36 ', '汽车制造业', 'Automobiles'])('%s is the automobile industry', (text) => {
    expect(sectors.find(text)).toMatchObject({ code: 'C36', level: 'division' });
  });

  it('knows what is finer than listed by what it lies in', () => {
    expect(sectors.find('3670')).toMatchObject({
      code: 'C3670',
      level: 'class',
      name: { 'zh-CN': '汽车零部件及配件制造' },
    });
    expect(sectors.find('C367')).toMatchObject({ code: 'C367', level: 'group' });
    expect(sectors.find('6510')).toMatchObject({ code: 'I6510', level: 'class' });
  });

  it.each(['', 'Z', '98', 'D36', 'D3670', '36701', '汽车'])('%s is none', (text) => {
    expect(sectors.find(text)).toBeUndefined();
  });

  it('a file that says a code twice or in the wrong place is refused', () => {
    const group = { code: '371', name: { 'zh-CN': '甲', en: 'a' } };
    const division = { code: '36', name: { 'zh-CN': '乙', en: 'b' }, groups: [group] };
    const section = { code: 'C', name: { 'zh-CN': '丙', en: 'c' }, divisions: [division, division] };
    const { error } = sectorsFileSchema.safeParse({ standard: 'x', sections: [section] });
    const messages = error?.issues.map(({ message }) => message) ?? [];
    expect(messages).toContain('"371" is not in 36');
    expect(messages).toContain('"36" is there already');
  });
});

describe('chains', () => {
  it('are 3 + 3 + 6 + 18, not compared with the document yet', () => {
    const count = (...tiers: string[]) => chains.file.chains.filter(({ tier }) => tiers.includes(tier)).length;
    expect([count('leading'), count('pillar'), count('speciality'), count('future', 'growth')]).toEqual([3, 3, 6, 18]);
    expect(chains.file.verified).toBe(false);
  });

  it('are found by code, name and other names', () => {
    for (const text of ['smart-nev', '智能网联新能源汽车', '汽车']) expect(chains.find(text)?.code).toBe('smart-nev');
    expect(chains.find('造船')).toBeUndefined();
  });
});

describe('an enterprise as it is written', () => {
  const written = {
    name: '半轴厂',
    district: '綦江',
    sector: '3670',
    chain: '智能网联新能源汽车',
    chainRole: 'supplier',
  };
  const terms = { regions, sectors, chains };

  it('is brought to codes', () => {
    const resolved = resolveEnterprise(enterpriseSchema.parse(written), terms);
    expect(resolved).toMatchObject({
      ok: true,
      value: { district: '500110', sector: 'C3670', chain: 'smart-nev', uscc: null, address: null },
    });
  });

  it('is refused field by field', () => {
    const parsed = enterpriseSchema.parse({ ...written, district: '綦', sector: '99', chain: '造船' });
    const resolved = resolveEnterprise(parsed, terms);
    expect(resolved.ok ? [] : resolved.errors.map(({ field }) => field)).toEqual(['district', 'sector', 'chain']);
  });

  it('has no role in no chain', () => {
    const resolved = resolveEnterprise(enterpriseSchema.parse({ ...written, chain: ' ' }), terms);
    expect(resolved.ok ? [] : resolved.errors.map(({ field }) => field)).toEqual(['chain']);
  });

  it('has sites in its own district where nothing else is said', () => {
    expect(resolveSite(siteSchema.parse({ name: '一厂' }), '500110', regions)).toMatchObject({
      ok: true,
      value: { district: '500110' },
    });
    expect(resolveSite(siteSchema.parse({ name: '一厂', district: '火星' }), '500110', regions).ok).toBe(false);
  });
});
