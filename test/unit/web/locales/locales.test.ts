// Both languages say the same: no empty text, the same named values in each, nothing the message syntax would trip over.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { messages as en } from '../../../../web/src/locales/en/index.ts';
import { messages as zh } from '../../../../web/src/locales/zh-CN/index.ts';

type Tree = { [key: string]: string | Tree };

function texts(tree: Tree, path = ''): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const name = path === '' ? key : `${path}.${key}`;
    return typeof value === 'string' ? [[name, value] as [string, string]] : texts(value, name);
  });
}
const named = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('messages', () => {
  const chinese = new Map(texts(zh));
  const english = new Map(texts(en));

  test('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  test('take the same named values in both languages', () => {
    for (const [key, text] of chinese) expect(named(english.get(key) ?? ''), key).toEqual(named(text));
  });

  test('are not empty, and free of the signs the message syntax gives a meaning', () => {
    for (const [key, text] of [...chinese, ...english]) {
      expect(text.trim(), key).not.toBe('');
      expect(text.replace(/\{\w+\}/g, ''), key).not.toMatch(/[{}@|]/);
    }
  });

  test('English has no Chinese but the mark', () => {
    const found = [...english].filter(([, text]) => /\p{Script=Han}/u.test(text)).map(([key]) => key);
    expect(found).toEqual(['common.mark']);
  });

  test('are all used: by their key, or by a key that is put together', () => {
    const root = join(import.meta.dirname, '../../../../web/src');
    const files = globSync('**/*.{ts,vue}', { cwd: root }).filter((file) => !file.startsWith('locales'));
    const source = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    const composed = [...source.matchAll(/`((?:\w+\.)+)\$\{/g)].map(([, prefix = '']) => prefix);
    const unused = [...chinese.keys()].filter(
      (key) => !source.includes(`'${key}'`) && !composed.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });
});
