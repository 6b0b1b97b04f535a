// Proves that fields are cut and unescaped as the MTConnect C++ agent does.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitFields } from '../../../../edge-agent/src/drivers/shdr/fields.ts';

/** A field as an adapter writes it that escapes what it must. */
function quote(text: string): string {
  return /[|"\\]/.test(text) ? `"${text.replaceAll(/[|"\\]/g, '\\$&')}"` : text;
}

describe('fields of an SHDR line', () => {
  it.each([
    ['   |hello   |   kitty| cat | ', ['', 'hello', 'kitty', 'cat', '']],
    ['hello|kitty|', ['hello', 'kitty', '']],
    ['x|y||z', ['x', 'y', '', 'z']],
    ['hello|xxx={b="12345", c="xxxxx"}}|bbb', ['hello', 'xxx={b="12345", c="xxxxx"}}', 'bbb']],
    [String.raw`y|"a\|b\|c"|z`, ['y', 'a|b|c', 'z']],
    [String.raw`"\|b\|c"|z`, ['|b|c', 'z']],
    [String.raw`"a\|b\|"`, ['a|b|']],
    [String.raw`y|"a\|b" |`, ['y', 'a|b', '']],
    // The first or the last quote is missing: bare bars separate.
    [String.raw`a\|b\|c"|z`, ['a\\', 'b\\', 'c"', 'z']],
    [String.raw`y|"a\|b|z`, ['y', '"a\\', 'b', 'z']],
    [String.raw`y|"a\|"z`, ['y', '"a\\', '"z']],
    ['""|z', ['', 'z']],
  ])('reads %j as the MTConnect C++ agent does', (line, fields) => {
    expect(splitFields(line)).toEqual(fields);
  });

  it('reads back whatever was written', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '9', '|', '"', '\\', ' ', '=', '车', ':') });
    fc.assert(
      fc.property(fc.array(field, { minLength: 1 }), (given) => {
        const fields = given.map((text) => (/[|"\\]/.test(text) ? text : text.trim()));
        expect(splitFields(fields.map(quote).join('|'))).toEqual(fields);
      }),
    );
  });

  it('never gives fewer fields than there are separators, nor hangs, on any line', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('|', '"', '\\', 'a', ' ') }), (line) => {
        expect(splitFields(line).length).toBeLessThanOrEqual(line.split('|').length);
      }),
    );
  });
});
