// Owns the naive store the real ones are compared with: a map, read by looking at everything.
import type { StoredSample } from '../../../server/src/platform/telemetry-store/port.ts';
import type { Entry, Value, Winner } from './under-test.ts';

interface Kept {
  number: number | null;
  text: string | null;
}

/** Raw samples of one source. */
export class NaiveSamples {
  readonly #kept = new Map<string, Map<number, Kept>>();
  readonly #winner: Winner;

  constructor(winner: Winner) {
    this.#winner = winner;
  }

  add(entries: readonly Entry[]): void {
    for (const [signal, at, value] of entries) {
      const readings = this.#kept.get(signal) ?? new Map<number, Kept>();
      this.#kept.set(signal, readings);
      readings.set(at, collapse(readings.get(at), value, this.#winner));
    }
  }

  #all(signals: readonly string[]): StoredSample[] {
    return [...new Set(signals)]
      .flatMap((signal) =>
        [...(this.#kept.get(signal) ?? [])].map(([at, kept]) => ({ signal, at, value: kept.text ?? kept.number })),
      )
      .sort((a, b) => a.at - b.at);
  }

  read(signals: readonly string[], from: number, to: number, previous: boolean): StoredSample[] {
    const inside = this.#all(signals).filter(({ at }) => at >= from && at < to);
    const before = signals.map((signal) => this.#all([signal]).findLast(({ at }) => at < from));
    return previous ? [...before.filter((sample) => sample !== undefined), ...inside] : inside;
  }

  nextAt(signals: readonly string[], at: number): number | null {
    return this.#all(signals).find((sample) => sample.at >= at)?.at ?? null;
  }

  latest(): StoredSample[] {
    return [...this.#kept.keys()].map((signal) => this.#all([signal]).at(-1)).filter((sample) => sample !== undefined);
  }

  silences(from: number, to: number, quietMs: number): { after: number; until: number }[] {
    const times = [...new Set(this.#all([...this.#kept.keys()]).map(({ at }) => at))].filter((at) => at < to);
    const marks = [Number.NEGATIVE_INFINITY, ...times, to];
    return marks
      .slice(1)
      .map((until, index) => ({ after: marks[index] ?? 0, until }))
      .filter(({ after, until }) => until - after > quietMs && until > from);
  }
}

/** A text beats a number beats nothing; of two of a kind the greater or the last. */
function collapse(old: Kept | undefined, value: Value, winner: Winner): Kept {
  const number = typeof value === 'boolean' ? Number(value) : typeof value === 'number' ? value : null;
  const text = typeof value === 'string' ? value : null;
  const choose = winner === 'greatest' ? greatest : last;
  return { number: choose(old?.number ?? null, number), text: choose(old?.text ?? null, text) };
}

function greatest<T extends number | string>(one: T | null, other: T | null): T | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

function last<T extends number | string>(one: T | null, other: T | null): T | null {
  return other ?? one;
}
