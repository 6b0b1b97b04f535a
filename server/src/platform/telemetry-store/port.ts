// Owns the telemetry store port: raw samples, facts and rollups. One conformance suite runs on every adapter.
import type { FactRow } from '@takt/model/facts';
import type { SampleBuffer } from './sample-buffer.ts';

/** Where raw telemetry belongs: `site/machine`, as it stood in the topic. Raw names and values, before any signal map. */
export type Source = string;

/** A stored reading. Booleans come back as 0 or 1; null is a reading without a value. */
export interface StoredSample {
  signal: string;
  /** Epoch ms. */
  at: number;
  value: number | string | null;
}

export interface HistoryPoint {
  /** First reading in the bucket, epoch ms. */
  at: number;
  min: number;
  max: number;
  mean: number;
  last: number;
  count: number;
}

export type Grain = 'minute' | 'hour' | 'day';

/** A reading the store will never take, however often it is asked. */
export interface RefusedSample {
  /** Its row in the buffer. */
  index: number;
  reason: 'beyond_retention' | 'store_refused';
  /** In the store's own words. */
  detail: string;
}

/** All rows of one machine in [from, to) are replaced by `rows`; of several that overlap in one call the last counts. */
export interface FactsReplacement {
  machine: string;
  from: number;
  to: number;
  rows: FactRow[];
}

export interface FactsQuery {
  machines: readonly string[];
  grain: Grain;
  from: number;
  to: number;
  /** Ascending bucket boundaries; rows are summed per [edges[i], edges[i+1]). Absent: one bucket [from, to). */
  edges?: readonly number[];
}

/** Sum of a machine's and product's rows in one bucket; `start` is the bucket's beginning. */
export type FactsSum = FactRow;

/**
 * Contract:
 * - Everything resolved is durable: it survives kill -9 of this process.
 * - Raw telemetry is keyed (source, signal, at); appending the same key again does not make a second reading. Where readings of
 *   several kinds claim one key, a text beats a number and a number beats none, in every order of arrival. Of two different
 *   numbers, or two different texts, the same one is read back whenever a sender's whole sequence is appended again in its order;
 *   an adapter that promises the same for every order of arrival says so.
 * - Facts are keyed (machine, start, product) and replaced, never incremented. Readers in this process see a replacement as a
 *   whole; no reader anywhere sees a range empty that had rows and has rows again.
 * - Times are whole epoch ms; a buffer with another one, or with a series never given out, is refused whole (RangeError).
 * - Excluded: transactions over several calls, deletion of single readings, queries over values.
 */
export interface TelemetryStore {
  /** Number for a series, stable while the process lives; cheap, synchronous, creates it on first use. */
  series(source: Source, signal: string): number;
  /**
   * Makes every reading in the buffer durable but those it answers, which are refused for good. The buffer may be reused once this
   * resolves.
   */
  append(buffer: SampleBuffer): Promise<readonly RefusedSample[]>;

  /**
   * Readings of the signals with from ≤ at < to, ascending by time; `previous` adds each signal's last reading before `from`;
   * with `changesOnly` a reading inside the range whose value equals that of the one before it may be left out.
   */
  readSamples(query: {
    source: Source;
    signals: readonly string[];
    from: number;
    to: number;
    previous?: boolean;
    changesOnly?: boolean;
  }): Promise<StoredSample[]>;
  /** Earliest reading of any of the signals at or after `at`, or null. */
  nextAt(source: Source, signals: readonly string[], at: number): Promise<number | null>;
  /**
   * Silences: spans strictly longer than `quietMs` between two successive readings of any signal, and from the last reading to
   * `to`, that touch [from, to) (`until` > from). Readings at or after `to` are not looked at: `until` is the reading that ended
   * the silence, or `to`. `after` is the reading before it, however long before `from` that was; -Infinity where there is none.
   * Ascending; none where from ≥ to.
   */
  readSilences(query: {
    source: Source;
    from: number;
    to: number;
    quietMs: number;
  }): Promise<{ after: number; until: number }[]>;
  /** Every source with a reading, in any order. */
  sources(): Promise<Source[]>;
  /** Latest reading of every signal of a source. */
  latest(source: Source): Promise<StoredSample[]>;
  /** First and last reading time of a source, or null if it has none. */
  span(source: Source): Promise<{ first: number; last: number } | null>;
  history(query: { source: Source; signal: string; from: number; to: number; points: number }): Promise<HistoryPoint[]>;

  replaceFacts(grain: Grain, replacements: readonly FactsReplacement[]): Promise<void>;
  /** Rows as stored, ascending by start. */
  readFacts(query: FactsQuery): Promise<FactRow[]>;
  /** Sums per machine, product and bucket; machines or buckets without rows are absent. */
  sumFacts(query: FactsQuery): Promise<FactsSum[]>;
  /** First and one-past-last minute with facts, per machine; machines without facts are absent. */
  factSpans(machines: readonly string[]): Promise<Map<string, { from: number; to: number }>>;

  /** Round trip to the store; rejects where it does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export type { FactRow };
