// The gate: readers see facts before or after a replacement, never half-way.
import { expect, it } from 'vitest';
import { createGate } from '../../../../../server/src/pipeline/fold/gate.ts';

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

it('no reader runs while something is being replaced, and readers run side by side', async () => {
  const gate = createGate();
  let writing = false;
  let readers = 0;
  let most = 0;
  const read = () =>
    gate.read(async () => {
      readers += 1;
      most = Math.max(most, readers);
      expect(writing).toBe(false);
      await pause();
      expect(writing).toBe(false);
      readers -= 1;
    });
  const write = () =>
    gate.write(async () => {
      expect(readers).toBe(0);
      writing = true;
      await pause();
      writing = false;
    });
  await Promise.all([read(), read(), write(), read(), read(), write(), write(), read()]);
  expect(most).toBeGreaterThan(1);
});

it('a failed replacement does not close the gate', async () => {
  const gate = createGate();
  await expect(gate.write(() => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
  await expect(gate.read(async () => 7)).resolves.toBe(7);
});
