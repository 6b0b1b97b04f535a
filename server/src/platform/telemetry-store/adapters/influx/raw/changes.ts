// Owns leaving out readings that say what the one before them said.
import type { StoredSample } from '../../../port.ts';

/** Whether a reading says something new; ask in order of time. `known` are the readings before. */
export function createChanges(known: readonly StoredSample[]): (sample: StoredSample) => boolean {
  const values = new Map(known.map(({ signal, value }) => [signal, value]));
  return ({ signal, value }) => {
    if (values.get(signal) === value) return false;
    values.set(signal, value);
    return true;
  };
}
