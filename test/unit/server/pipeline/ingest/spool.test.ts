// The spool on disk: what was promised is there after any crash, in order, and nothing that nobody sent.
import { open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempDirectory, type TempDirectory } from '../../../../harness/temp.ts';
import { openTestSpool, type Reading } from './spooling.ts';

let temp: TempDirectory;
beforeEach(async () => {
  temp = await createTempDirectory('spool');
});
afterEach(() => temp.remove());

const openHere = (options = {}) => openTestSpool(temp.path, options);
const numbered = (from: number, count: number): Reading[] =>
  Array.from({ length: count }, (_, n) => ['s/m', `signal-${(from + n) % 3}`, 1_700_000_000_000 + from + n, from + n]);

describe('what is written', () => {
  it('is read back by another process, in which series have other numbers', async () => {
    const readings: Reading[] = [
      ['s/m1', 'state', 1_700_000_000_000, 'producing'],
      ['s/m1', 'good', 1_700_000_000_001, 12],
      ['s/m2', 'state', 1_700_000_000_002, '停机 \u{1f6d1}'],
      ['s/m2', 'temperature', 1_700_000_000_003, -0.1],
      ['s/m1', 'state', 1_700_000_000_004, 'producing'],
      ['s/m2', 'temperature', 1_700_000_000_005, null],
    ];
    const before = await openHere();
    expect(await before.write(readings)).toBe(true);
    await before.spool.close();
    const after = await openHere({ firstNumber: 7000 });
    expect(await after.drain()).toEqual(readings);
  });

  it('carries which machines are to be marked, and when', async () => {
    const spool = await openHere();
    await spool.write([
      ['s/m1', 'good', 1_700_000_000_000, 1],
      ['s/m1', 'good', 1_700_000_060_000, 2],
      ['s/m2', 'good', 1_600_000_000_000, 3],
    ]);
    expect(await spool.touched()).toEqual([
      ['s/m1', [{ from: 1_700_000_000_000, to: 1_700_000_060_000 }]],
      ['s/m2', [{ from: 1_600_000_000_000, to: 1_600_000_000_000 }]],
    ]);
  });

  it('stays in order over many records, files and restarts, and its files go once it is drained', async () => {
    let spool = await openHere({ maxBytes: 80_000 });
    const expected: Reading[] = [];
    for (let n = 0; n < 100; n++) {
      const readings = numbered(n * 30, 30);
      expect(await spool.write(readings)).toBe(true);
      expected.push(...readings);
      if (n % 40 === 39) {
        await spool.spool.close();
        spool = await openHere({ maxBytes: 80_000 });
      }
    }
    expect((await spool.files()).length).toBeGreaterThan(2);
    expect(await spool.drain()).toEqual(expected);
    expect(await spool.files()).toEqual([]);
    expect(await spool.metric('takt_spool_bytes')).toBe(0);
    expect(await spool.metric('takt_spool_records')).toBe(0);
  });

  it('is offered again until it is dropped, and not again after a restart once it was', async () => {
    const before = await openHere();
    for (let n = 0; n < 4; n++) await before.write(numbered(n * 10, 10));
    await before.spool.next(20);
    await before.spool.next(20);
    await before.spool.drop();
    await before.spool.next(1);
    await before.spool.close();
    const after = await openHere();
    expect(await after.metric('takt_spool_records')).toBe(2);
    expect(await after.drain()).toEqual(numbered(20, 20));
  });

  it('while older files are drained comes after them', async () => {
    const spool = await openHere();
    await spool.write(numbered(0, 10));
    await spool.spool.next(1);
    await spool.write(numbered(10, 10));
    await spool.spool.drop();
    expect(await spool.drain()).toEqual(numbered(10, 10));
  });
});

describe('at its bound', () => {
  it('refuses and counts; the rest is whole, and drained it takes again', async () => {
    const spool = await openHere({ maxBytes: 4000 });
    let taken = 0;
    while (await spool.write(numbered(taken * 10, 10))) taken++;
    expect(await spool.metric('takt_spool_bytes')).toBeLessThanOrEqual(4000);
    expect(await spool.metric('takt_spool_failures_total', { reason: 'full' })).toBe(1);
    expect(await spool.drain()).toEqual(numbered(0, taken * 10));
    expect(await spool.metric('takt_spool_written_total')).toBe(taken * 10);
    expect(await spool.metric('takt_spool_drained_total')).toBe(taken * 10);
  });
});

async function segments(): Promise<string[]> {
  const names = (await readdir(temp.path)).filter((name) => name.endsWith('.spool')).sort();
  return names.map((name) => join(temp.path, name));
}

describe('damage', () => {
  it('in the middle costs the damaged record only, which is kept aside and counted', async () => {
    const before = await openHere();
    const sizes: number[] = [];
    for (let n = 0; n < 5; n++) {
      await before.write(numbered(n * 10, 10));
      sizes.push((await stat((await segments())[0] ?? '')).size);
    }
    await before.spool.close();
    const [path = ''] = await segments();
    const [, start = 0, end = 0] = sizes;
    const file = await open(path, 'r+');
    await file.write(Buffer.alloc(end - start - 10, 0x2a), 0, end - start - 10, start + 5);
    await file.close();

    const after = await openHere();
    expect(await after.drain()).toEqual([...numbered(0, 20), ...numbered(30, 20)]);
    expect(await after.metric('takt_spool_failures_total', { reason: 'damaged' })).toBe(1);
    const aside = (await after.files()).filter((name) => name.endsWith('.bad'));
    expect((await readFile(join(temp.path, aside[0] ?? ''))).length).toBe(end - start);
    expect(await after.files()).toEqual(aside);
  });

  it('of a file that is no spool leaves it aside and the others in use', async () => {
    await writeFile(join(temp.path, '000000001.spool'), 'this is a shopping list and nothing else');
    const spool = await openHere();
    await spool.write(numbered(0, 10));
    expect(await spool.drain()).toEqual(numbered(0, 10));
    expect(await spool.files()).toEqual(['000000001.bad']);
    expect(await spool.metric('takt_spool_failures_total', { reason: 'damaged' })).toBe(1);
  });

  it.each([8, 12, 16, 20, 23])('of a head after %i bytes is not taken for a number of records', async (left) => {
    const before = await openHere();
    await before.write(numbered(0, 10));
    await tear({ left, junk: 60 });
    const after = await openHere();
    expect(after.spool.records).toBe(0);
    expect(await after.drain()).toEqual([]);
  });

  it('of the directory is told by its name', async () => {
    await writeFile(join(temp.path, 'in-the-way'), '');
    await expect(openTestSpool(join(temp.path, 'in-the-way', 'spool'))).rejects.toThrow(/the spool .* cannot be used/);
  });
});

type Step =
  | { do: 'append'; readings: number }
  | { do: 'drain' }
  | { do: 'restart' }
  | { do: 'crash'; cut: number; junk: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('append' as const), readings: fc.integer({ min: 1, max: 200 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drain' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      cut: fc.integer({ min: 0, max: 3000 }),
      junk: fc.integer({ min: 0, max: 60 }),
    }),
  },
);

/** What a crash in the middle of a write leaves: the newest file ends anywhere, perhaps in bytes that were never written. */
async function tear({ junk, ...end }: { junk: number } & ({ cut: number } | { left: number })): Promise<void> {
  const path = (await segments()).at(-1);
  if (path === undefined) return;
  const left = 'left' in end ? end.left : Math.max(0, (await stat(path)).size - end.cut);
  await truncate(path, left);
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(junk, 0x54), 0, junk, left);
  await file.close();
}

it('holds whole records in order, up to where a crash at any byte cut it, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      await rm(temp.path, { recursive: true, force: true });
      const openSmall = () => openHere({ maxBytes: 200_000 });
      let spool = await openSmall();
      let next = 0;
      let written: Reading[][] = [];
      /** Whether the newest file was written by this process: only then can a crash cut it. */
      let writing = false;
      const expectAll = async () => {
        expect(await spool.drain()).toEqual(written.flat());
        written = [];
        writing = false;
      };
      for (const action of steps) {
        if (action.do === 'append') {
          const readings = numbered(next, action.readings);
          next += action.readings;
          expect(await spool.write(readings)).toBe(true);
          written.push(readings);
          writing = true;
        } else if (action.do === 'drain') await expectAll();
        else {
          if (action.do === 'restart') await spool.spool.close();
          else if (writing) await tear(action);
          spool = await openSmall();
          const { records } = spool.spool;
          if (action.do === 'restart' || action.cut === 0) expect(records).toBe(written.length);
          expect(records).toBeLessThanOrEqual(written.length);
          written = written.slice(0, records);
          writing = false;
        }
      }
      await expectAll();
      await spool.spool.close();
    }),
    { numRuns: 100 },
  );
});
