// Owns the promise that everything resolved survives: kill -9 in mid-stream, and an orderly close.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fact } from './facts.ts';
import { append, openStore, type StoreFactory, type StoreUnderTest } from './under-test.ts';

const writer = fileURLToPath(new URL('./writer.ts', import.meta.url));

/** Runs the writer until it has confirmed `rounds`, kills it, and answers the last round it confirmed. */
async function killInMidStream(place: StoreUnderTest, first: number, rounds: number): Promise<number> {
  const child = spawn(process.execPath, [writer, JSON.stringify(place.opener), String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  let last = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last >= first + rounds) child.kill('SIGKILL');
  }
  await gone;
  return last;
}

export function durability(create: StoreFactory): void {
  describe('durability', () => {
    it('has every resolved append and replacement after kill -9, again and again', async () => {
      const place = await create();
      let confirmed = -1;
      for (let kills = 0; kills < 3; kills++) confirmed = await killInMidStream(place, confirmed + 1, 25);
      const store = await openStore(place);
      const read = await store.readSamples({ source: 'plant/m1', signals: ['count'], from: 0, to: 1e13 });
      const rounds = new Set(read.map(({ value }) => value));
      for (let round = 0; round <= confirmed; round++) expect(rounds.has(round)).toBe(true);
      const texts = await store.readSamples({ source: 'plant/m1', signals: ['text'], from: 0, to: 1e13 });
      expect(texts.slice(0, confirmed + 1).map(({ value }) => value)).toEqual(
        Array.from({ length: confirmed + 1 }, (_, round) => `round ${round}`),
      );
      const facts = await store.readFacts({ machines: ['m1'], grain: 'minute', from: 0, to: 1e13 });
      expect(facts).toHaveLength(1);
      expect(facts[0]?.produced).toBeGreaterThanOrEqual(confirmed);
      await store.close();
      await place.remove();
    });

    it('has everything after an orderly close, series keep their names, and goes on', async () => {
      const place = await create();
      const first = await openStore(place);
      await append(first, 'plant/m1', [
        ['a', 1, 1],
        ['b', 2, 'x'],
      ]);
      await first.replaceFacts('day', [{ machine: 'm1', from: 0, to: 10, rows: [fact('m1', 0, 'P', 3)] }]);
      await first.close();
      const second = await openStore(place);
      await append(second, 'plant/m1', [
        ['c', 3, 3],
        ['a', 4, 4],
      ]);
      const read = await second.readSamples({ source: 'plant/m1', signals: ['a', 'b', 'c'], from: 0, to: 10 });
      expect(read.map(({ signal, value }) => [signal, value])).toEqual([
        ['a', 1],
        ['b', 'x'],
        ['c', 3],
        ['a', 4],
      ]);
      expect(await second.span('plant/m1')).toEqual({ first: 1, last: 4 });
      expect(await second.readFacts({ machines: ['m1'], grain: 'day', from: 0, to: 10 })).toHaveLength(1);
      await second.close();
      await place.remove();
    });

    it('may be closed twice, and takes nothing afterwards', async () => {
      const place = await create();
      const store = await openStore(place);
      await append(store, 'plant/m1', [['a', 1, 1]]);
      await Promise.all([store.close(), store.close()]);
      await store.close();
      await expect(append(store, 'plant/m1', [['a', 2, 2]])).rejects.toThrow('closed');
      const again = await openStore(place);
      expect(await again.span('plant/m1')).toEqual({ first: 1, last: 1 });
      await again.close();
      await place.remove();
    });

    it('makes everything durable that was under way when it was closed', async () => {
      const place = await create();
      const first = await openStore(place);
      const pending = Array.from({ length: 20 }, (_, index) => append(first, 'plant/m1', [['a', index, index]]));
      await first.close();
      await Promise.all(pending);
      const second = await openStore(place);
      expect(await second.readSamples({ source: 'plant/m1', signals: ['a'], from: 0, to: 20 })).toHaveLength(20);
      await second.close();
      await place.remove();
    });
  });
}
