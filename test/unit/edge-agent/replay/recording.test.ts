// Proves that a recording comes out of its file whole, in order or shuffled, and at the right pace.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPace } from '../../../../edge-agent/src/replay/pace.ts';
import { type Block, readBlocks, readShuffled } from '../../../../edge-agent/src/replay/recording.ts';
import { createTempDirectory, type TempDirectory } from '../../../harness/temp.ts';

let temp: TempDirectory;
beforeEach(async () => {
  temp = await createTempDirectory('recording');
});
afterEach(() => temp.remove());

async function blocks(text: string, seed?: number): Promise<Block[]> {
  const path = join(temp.path, 'recording.txt');
  await writeFile(path, text, 'latin1');
  const found: Block[] = [];
  for await (const block of seed === undefined ? readBlocks(path) : readShuffled(path, seed)) found.push(block);
  return found;
}

const asset = '2024-01-01T00:00:01Z|@ASSET@|1|T|--multiline--A\n<T>\n--multiline--A\n';
const time = (ms: number) => new Date(Date.UTC(2024, 0, 1) + ms).toISOString();

describe('a recording', () => {
  it('keeps every byte, and the lines of an asset together', async () => {
    const text = `${time(0)}|a|1\r\n${asset}* uuid: 1\nnonsense\n${time(5)}|b|\xe9`;
    const found = await blocks(text);
    expect(found.map((block) => block.text).join('')).toBe(`${text}\n`);
    expect(found.map((block) => block.lines)).toEqual([1, 3, 1, 1, 1]);
    expect(found.map((block) => block.at === undefined)).toEqual([false, false, true, true, false]);
  });

  it('shuffled holds the same blocks; those of one millisecond keep their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 60 }), fc.nat(), async (times, seed) => {
        const text = times.map((ms, index) => `${time(ms)}|i|${index}\n`).join('');
        const found = await blocks(text, seed);
        const inFile = await blocks(text);
        expect(found.map((block) => block.text).sort()).toEqual(inFile.map((block) => block.text).sort());
        for (const ms of new Set(times)) {
          const same = (list: Block[]) =>
            list.filter(({ at }) => at === Date.parse(time(ms))).map((block) => block.text);
          expect(same(found)).toEqual(same(inFile));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is shuffled alike by the same seed, and really', async () => {
    const text = Array.from({ length: 200 }, (_, index) => `${time(index)}|i|${index}\n`).join('');
    const [first, again, other, inOrder] = [
      await blocks(text, 1),
      await blocks(text, 1),
      await blocks(text, 2),
      await blocks(text),
    ];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(first).not.toEqual(inOrder);
  });
});

describe('the pace', () => {
  const waits = (factor: number, times: (number | undefined)[], longestPauseMs = 1e9) => {
    const cuts: number[] = [];
    const pace = createPace({ factor, longestPauseMs, onCut: (ms) => cuts.push(ms) });
    return { waits: times.map((at) => pace.waitMs(at, 1000)), cuts };
  };

  it('keeps the time between lines, as such or by a factor', () => {
    expect(waits(1, [5000, 5100, 5300]).waits).toEqual([0, 100, 300]);
    expect(waits(10, [5000, 5100, 5300]).waits).toEqual([0, 10, 30]);
    expect(waits(Number.POSITIVE_INFINITY, [0, 1e12]).waits).toEqual([0, 0]);
  });

  it('lets lines that are out of order or without a time go at once', () => {
    expect(waits(1, [5000, 5300, 5100, undefined, 5400]).waits).toEqual([0, 300, 300, 0, 400]);
  });

  it('cuts pauses and says so', () => {
    expect(waits(1, [0, 90_000_000, 90_000_010], 1000)).toEqual({ waits: [0, 1000, 1010], cuts: [90_000_000] });
  });
});
