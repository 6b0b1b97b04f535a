// Owns life signs: the last state of a machine that answers, repeated, so that a server can tell steady from silent.
import type { SignalValue } from '@takt/model/signals';
import type { Reading } from './outbox/index.ts';

export interface LifeSigns {
  /** Learns the state from readings that were just taken. */
  note(machine: string, readings: readonly Reading[]): void;
  /** A machine that stopped answering is `unknown` from now on, and gets no more life signs. Resolves when that is recorded. */
  reachable(machine: string, reachable: boolean): Promise<void>;
  /** No one watches any more: every machine is `unknown` from now on. Resolves when that is recorded. */
  stop(): Promise<void>;
}

interface Watched {
  reachable: boolean;
  /** Latest state the machine itself reported. */
  at: number;
  value: SignalValue | undefined;
  /** How far the machine's clock is ahead of ours, ms, by the freshest reading since it became reachable. */
  aheadMs: number;
  /** Life signs given since that state. */
  given: number[];
}

/** A clock that is further off is not followed: what looks like it is more likely an old reading. */
const maxClockErrorMs = 300_000;
const maxCorrected = 100;

/** `append` takes the life signs; `everyMs` is the time between two of one machine. */
export function createLifeSigns(options: {
  machines: readonly string[];
  everyMs: number;
  append: (machine: string, readings: Reading[]) => Promise<void>;
  clock?: () => number;
}): LifeSigns {
  const { append, clock = Date.now } = options;
  const fresh = (): Watched => ({
    reachable: false,
    at: Number.NEGATIVE_INFINITY,
    value: undefined,
    aheadMs: Number.NEGATIVE_INFINITY,
    given: [],
  });
  const watched = new Map(options.machines.map((machine) => [machine, fresh()]));

  /** What was given and is not recorded yet. */
  let recording: Promise<unknown> = Promise.resolve();

  function give(machine: string, entry: Watched, value: SignalValue): Promise<void> {
    const ahead = Math.abs(entry.aheadMs) <= maxClockErrorMs ? entry.aheadMs : 0;
    const at = Math.max(clock() + ahead, entry.at);
    entry.given.push(at);
    if (entry.given.length > maxCorrected) entry.given.shift();
    const recorded = append(machine, [{ signal: 'state', at, value }]);
    recording = Promise.all([recording, recorded]).then(() => undefined);
    return recorded;
  }

  const timer = setInterval(() => {
    for (const [machine, entry] of watched)
      if (entry.reachable && entry.value !== undefined) void give(machine, entry, entry.value);
  }, options.everyMs);

  /** A state that came late: the life signs given after it said the wrong thing, and the same moments are reported again. */
  function correct(machine: string, entry: Watched, at: number, value: SignalValue): void {
    const wrong = entry.given.filter((moment) => moment > at);
    if (wrong.length > 0)
      void append(
        machine,
        wrong.map((moment) => ({ signal: 'state', at: moment, value })),
      );
    entry.given = wrong;
  }

  async function lose(machine: string, entry: Watched): Promise<void> {
    if (!entry.reachable) return;
    const wasKnown = entry.value !== undefined && entry.value !== 'unknown';
    entry.reachable = false;
    entry.value = undefined;
    if (wasKnown) await give(machine, entry, 'unknown');
  }

  return {
    note(machine, readings) {
      const entry = watched.get(machine);
      if (!entry) return;
      const now = clock();
      for (const { signal, at, value } of readings) {
        entry.aheadMs = Math.max(entry.aheadMs, at - now);
        if (signal !== 'state' || at < entry.at) continue;
        if (value !== entry.value) correct(machine, entry, at, value);
        entry.at = at;
        entry.value = value;
      }
    },
    async reachable(machine, reachable) {
      const entry = watched.get(machine);
      if (!entry) return;
      if (!reachable) await lose(machine, entry);
      else if (!entry.reachable) watched.set(machine, { ...fresh(), reachable: true, at: entry.at });
    },
    async stop() {
      clearInterval(timer);
      for (const [machine, entry] of watched) void lose(machine, entry);
      await recording;
    },
  };
}
