// Proves the outbox: what it took is there, in order, until it is committed, whatever happens to the process.
import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Frame,
  type Outbox,
  type OutboxProblem,
  openOutbox,
  type Reading,
} from '../../../../edge-agent/src/outbox/index.ts';

let directory: string;
const problems: OutboxProblem[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'takt-outbox-'));
  problems.length = 0;
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function open(options: { maxBytes?: number; whenFull?: 'drop_oldest' | 'refuse_new' } = {}): Promise<Outbox> {
  return openOutbox({
    directory,
    maxBytes: options.maxBytes ?? 256 * 1024 * 1024,
    whenFull: options.whenFull ?? 'drop_oldest',
    onProblem: (problem) => problems.push(problem),
  });
}

async function readAll(outbox: Outbox, from = outbox.first): Promise<Frame[]> {
  const cursor = outbox.cursor(from);
  const frames: Frame[] = [];
  for (let frame = await cursor.next(); frame; frame = await cursor.next()) frames.push(frame);
  await cursor.close();
  return frames;
}

function readings(count: number, start = 1_700_000_000_000): Reading[] {
  return Array.from({ length: count }, (_, index) => ({ signal: 'good', at: start + index * 1000, value: index }));
}

async function lastSegment(): Promise<string> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.seg')).sort();
  return join(directory, names.at(-1) ?? '');
}

describe('reading back', () => {
  it('gives frames back in order with their values as they were', async () => {
    const outbox = await open();
    const values = [1, -0.5, 1e300, 'text ✓', '', true, false, null].map((value, index) => ({
      signal: `s${index % 3}`,
      at: 1_700_000_000_000 - index,
      value,
    }));
    await outbox.append('m1', values);
    await outbox.append('m2', readings(2));
    expect(await readAll(outbox)).toEqual([
      { offset: 1, machine: 'm1', readings: values },
      { offset: 2, machine: 'm2', readings: readings(2) },
    ]);
    await outbox.close();
  });

  it('keeps its epoch and goes on counting after it was opened again', async () => {
    const before = await open();
    await before.append('m1', readings(1));
    const { epoch } = before;
    await before.close();
    const after = await open();
    expect(after.epoch).toBe(epoch);
    expect(await after.append('m1', readings(1))).toEqual({ kind: 'stored', offset: 2 });
    await after.close();
  });

  it('lets a cursor that waits at the end go on when more arrives', async () => {
    const outbox = await open();
    const cursor = outbox.cursor(1);
    expect(await cursor.next()).toBeUndefined();
    await outbox.append('m1', readings(1));
    expect((await cursor.next())?.offset).toBe(1);
    expect(await cursor.next()).toBeUndefined();
    cursor.seek(1);
    expect((await cursor.next())?.offset).toBe(1);
    await cursor.close();
    await outbox.close();
  });

  it('remembers the last reading time of a machine after everything was trimmed', async () => {
    const outbox = await open({ maxBytes: 64 * 1024 });
    await outbox.append('quiet', readings(1, 5000));
    for (let index = 0; index < 40; index++) {
      const { offset } = (await outbox.append('busy', readings(100, 10_000))) as { offset: number };
      outbox.trim(offset);
    }
    await outbox.close();
    const again = await open({ maxBytes: 64 * 1024 });
    expect(again.lastAt('quiet')).toBe(5000);
    expect(again.lastAt('busy')).toBe(109_000);
    expect(again.lastAt('never')).toBeUndefined();
    await again.close();
  });
});

describe('a full outbox', () => {
  const fill = async (outbox: Outbox, frames: number) => {
    for (let index = 0; index < frames; index++) await outbox.append('m1', readings(100));
  };

  it('drops the oldest frames, counts every lost sample and keeps within its bound', async () => {
    const maxBytes = 128 * 1024;
    const outbox = await open({ maxBytes });
    await fill(outbox, 300);
    const left = await readAll(outbox);
    expect(outbox.bytes).toBeLessThanOrEqual(maxBytes);
    expect(outbox.evicted).toBe((300 - left.length) * 100);
    expect(outbox.evicted).toBeGreaterThan(0);
    expect(left.at(-1)?.offset).toBe(300);
    const { evicted } = outbox;
    await outbox.close();
    const again = await open({ maxBytes });
    expect(again.evicted).toBe(evicted);
    await again.close();
  });

  it('does not count as lost what was committed', async () => {
    const outbox = await open({ maxBytes: 128 * 1024 });
    for (let index = 0; index < 300; index++) {
      await outbox.append('m1', readings(100));
      outbox.trim(index + 1);
    }
    expect(outbox.evicted).toBe(0);
    await outbox.close();
  });

  it('refuses new frames where it is told to, and counts them', async () => {
    const outbox = await open({ maxBytes: 64 * 1024, whenFull: 'refuse_new' });
    await fill(outbox, 100);
    expect(await outbox.append('m1', readings(7))).toEqual({ kind: 'refused', reason: 'full' });
    const kept = await readAll(outbox);
    expect(kept[0]?.offset).toBe(1);
    expect(outbox.refused).toBe((100 - kept.length) * 100 + 7);
    outbox.trim(outbox.durable);
    expect((await outbox.append('m1', readings(1))).kind).toBe('stored');
    await outbox.close();
  });
});

describe('damage', () => {
  it('refuses a second agent on the same directory', async () => {
    const outbox = await open();
    await expect(open()).rejects.toThrow(/in use by another agent/);
    await outbox.close();
    await (await open()).close();
  });

  it('cuts a torn tail off and says so', async () => {
    const outbox = await open();
    for (let index = 0; index < 3; index++) await outbox.append('m1', readings(3));
    await outbox.close();
    const path = await lastSegment();
    await truncate(path, (await stat(path)).size - 5);
    const again = await open();
    expect((await readAll(again)).map((frame) => frame.offset)).toEqual([1, 2]);
    expect(problems).toEqual([expect.objectContaining({ kind: 'torn_tail' })]);
    expect(await again.append('m1', readings(1))).toEqual({ kind: 'stored', offset: 3 });
    expect((await readAll(again)).map((frame) => frame.offset)).toEqual([1, 2, 3]);
    await again.close();
  });
});

type Step =
  | { do: 'append'; machine: string; samples: number }
  | { do: 'trim'; share: number }
  | { do: 'reopen' }
  | { do: 'tear'; bytes: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      machine: fc.constantFrom('a', 'b'),
      samples: fc.integer({ min: 1, max: 400 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('trim' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tear' as const), bytes: fc.integer({ min: 1, max: 60 }) }) },
);

it('reads back exactly the untrimmed frames after any sequence of appends, trims, reopenings and torn tails', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      await rm(directory, { recursive: true, force: true });
      // Small segments come from a small bound; nothing is evicted as the frames stay far below it.
      let outbox = await open({ maxBytes: 1024 * 1024 });
      let kept: Frame[] = [];
      for (const [index, action] of steps.entries()) {
        if (action.do === 'append') {
          const added = readings(action.samples, index * 1_000_000);
          const result = await outbox.append(action.machine, added);
          if (result.kind === 'stored') kept.push({ offset: result.offset, machine: action.machine, readings: added });
        } else if (action.do === 'trim') {
          const upTo = outbox.first - 1 + Math.floor((outbox.durable - outbox.first + 1) * action.share);
          outbox.trim(upTo);
          kept = kept.filter((frame) => frame.offset > upTo);
        } else {
          await outbox.close();
          if (action.do === 'tear') {
            const path = await lastSegment();
            const { size } = await stat(path);
            const head = 80;
            const cut = Math.min(action.bytes, Math.max(0, size - head));
            const outboxEnd = kept.at(-1);
            if (cut > 0 && outboxEnd) {
              await truncate(path, size - cut);
              kept.pop();
            }
          }
          outbox = await open({ maxBytes: 1024 * 1024 });
        }
        expect(await readAll(outbox)).toEqual(kept);
      }
      await outbox.close();
    }),
    { numRuns: 40 },
  );
});
