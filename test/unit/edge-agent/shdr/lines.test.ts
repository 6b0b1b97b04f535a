// Proves that lines do not depend on how a stream is cut, and that long ones are bounded.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter } from '../../../../edge-agent/src/drivers/shdr/lines.ts';

function read(pieces: Uint8Array[], maxBytes = 40, encoding: 'utf-8' | 'gb18030' | 'latin1' = 'utf-8') {
  const tooLong: number[] = [];
  const splitter = createLineSplitter({ maxBytes, encoding, onTooLong: (bytes) => tooLong.push(bytes) });
  return { lines: pieces.flatMap((piece) => splitter.push(piece)), tooLong };
}

function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

describe('lines of a stream', () => {
  it('are the same however the stream is cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '|', '\n', '\r', ' ', '节', '🙂', '0123456789') });
    fc.assert(
      fc.property(text, fc.array(fc.nat()), (stream, places) => {
        const bytes = Buffer.from(stream);
        const whole = read([bytes]);
        expect(read(cut(bytes, places))).toEqual(whole);
        const expected = stream
          .split('\n')
          .slice(0, -1)
          .filter((line) => Buffer.byteLength(line) <= 40)
          .map((line) => line.trimEnd());
        expect(whole.lines).toEqual(expected.filter((line) => line !== ''));
      }),
    );
  });

  it('that are too long are dropped and told of once; the next one is read', () => {
    const stream = Buffer.from(`a|1\n${'x'.repeat(1000)}\nb|2\n`);
    expect(read([stream])).toEqual({ lines: ['a|1', 'b|2'], tooLong: [1000] });
  });

  it('without an end are not given out', () => {
    expect(read([Buffer.from('a|1\nb|')]).lines).toEqual(['a|1']);
  });

  it('are read in the encoding of the adapter, also where a letter contains the byte of a bar', () => {
    // GB 18030: 纽 is C5 A6, ﹟ A9 7C.
    const bytes = Buffer.from([0xc5, 0xa6, 0xa9, 0x7c, 0x0a]);
    const [line] = read([bytes], 40, 'gb18030').lines;
    expect(line).toHaveLength(2);
    expect(line).not.toContain('|');
  });
});
