// Owns counting what could not be taken from an adapter, and telling it in few words however often it happens.
import type { Log } from '../../log.ts';
import type { Oddity } from './parse.ts';

const words = {
  malformed: 'lines that are no SHDR were skipped',
  bad_timestamp: 'lines whose timestamp cannot be read were skipped',
  too_long: 'lines that are too long were skipped',
  unknown_device: 'items of devices that are not configured were skipped',
  bad_name: 'items whose names cannot be signal names were skipped',
  text_cut: 'texts were cut to their greatest length',
  late_condition: 'conditions came too late to be put in their place',
  endless_block: 'a multi-line block without an end was given up',
  asset: 'assets were skipped',
  time_series: 'time series were skipped',
} as const satisfies Record<Oddity | string, string>;

export type Counted = keyof typeof words;
/** Counts one; `sample` shows what it was about. */
export type Count = (kind: Counted, sample: string) => void;

export interface Tally {
  count: Count;
  /** Counts so far. */
  readonly counts: ReadonlyMap<Counted, number>;
  close(): void;
}

const tellEveryMs = 10_000;
/** What is expected is told for those who look closely. */
const quiet: ReadonlySet<Counted> = new Set<Counted>(['asset', 'time_series']);

/** The first of a kind is told at once, the ones after it together. */
export function createTally(log: Log): Tally {
  const counts = new Map<Counted, number>();
  const untold = new Map<Counted, { more: number; sample: string }>();

  function tell(kind: Counted, fields: object): void {
    log[quiet.has(kind) ? 'debug' : 'warn']({ kind, total: counts.get(kind), ...fields }, words[kind]);
  }
  function tellAll(): void {
    for (const [kind, { more, sample }] of untold) if (more > 0) tell(kind, { sample });
    untold.clear();
  }
  const timer = setInterval(tellAll, tellEveryMs);
  timer.unref();

  return {
    counts,
    count(kind, sample) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      const before = untold.get(kind);
      untold.set(kind, { more: (before?.more ?? -1) + 1, sample });
      if (!before) tell(kind, { sample });
    },
    close() {
      clearInterval(timer);
      tellAll();
    },
  };
}
