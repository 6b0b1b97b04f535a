// Behaviour of comparing names of enterprises and phone numbers of contacts.
import { bareName, bigramsOf, nameKey, phoneKey, similarity } from '@takt/model/registry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('name key', () => {
  it.each([
    ['重庆 齿轮（集团）有限责任公司', '重庆齿轮集团有限公司', '重庆齿轮'],
    ['ＡＢＣ精密机械股份有限公司', 'abc精密机械 有限公司', 'abc精密机械'],
    ['Half Shaft Works Co., Ltd.', 'half-shaft works', 'halfshaftworks'],
  ])('%s and %s are one', (first, second, key) => {
    expect(nameKey(first)).toBe(key);
    expect(nameKey(second)).toBe(key);
  });

  it('keeps a name that is nothing but a legal form', () => {
    expect(nameKey('有限公司')).toBe('有限公司');
    expect(nameKey('A 有限公司')).toBe('a有限公司');
  });

  it('is never empty of a name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), (name) => {
        expect(nameKey(`x${name}`).length).toBeGreaterThan(0);
        expect(bareName(bareName(name))).toBe(bareName(name));
      }),
    );
    expect(nameKey('——')).toBe('——');
  });
});

const alike = (a: string, b: string) => similarity(bigramsOf(nameKey(a)), bigramsOf(nameKey(b)));

describe('similarity', () => {
  it('is one of the same, none of strangers, the same both ways', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), (a, b) => {
        expect(alike(a, a)).toBe(1);
        expect(alike(a, b)).toBe(alike(b, a));
        expect(alike(a, b)).toBeLessThanOrEqual(1);
      }),
    );
    expect(alike('重庆齿轮厂', '四川纸业')).toBe(0);
  });

  it('finds a character left out, and tells siblings apart', () => {
    expect(alike('重庆綦江半轴精密制造有限公司', '重庆綦江半轴精密制有限公司')).toBeGreaterThanOrEqual(0.8);
    expect(alike('重庆长安汽车有限公司', '重庆庆铃汽车有限公司')).toBeLessThan(0.8);
  });
});

describe('phone key', () => {
  it('is the digits without those of China', () => {
    expect(phoneKey('+86 138-0000-0000')).toBe('13800000000');
    expect(phoneKey('(023) 8888 8888')).toBe('02388888888');
    expect(phoneKey('110')).toBeNull();
    expect(phoneKey(null)).toBeNull();
  });
});
