// Owns what the store is told: where InfluxDB is, who asks, how long data are kept, and the sizes of what is sent.
import type { Log } from '../../../log/index.ts';
import type { Metrics } from '../../../metrics/index.ts';

export interface InfluxConfig {
  url: string;
  /** Database of 1.x, first part of the buckets' names of 2.x and 3.x. */
  database: string;
  /** Of 2.x and 3.x. */
  org: string | undefined;
  token: string | undefined;
  /** Of 1.x with authentication. */
  user: string | undefined;
  password: string | undefined;
  /** How long raw telemetry is kept; 0: for ever. */
  rawDays: number;
  /** How long facts by the minute are kept; 0: for ever. */
  minuteDays: number;
}

export interface InfluxSettings {
  /** Size from which on a request is full, characters. */
  requestChars: number;
  /** Requests of raw telemetry under way at once. */
  requestsInFlight: number;
  /** A write that got no answer for this long has failed. */
  writeTimeoutMs: number;
  queryTimeoutMs: number;
  /** How often a failed write is tried; after that `append` rejects. A write that timed out is not tried again. */
  attempts: number;
  /** Pause before the second attempt, doubled for each further one; half of it is chance. */
  retryMs: number;
  /** Size from which on a request is compressed, bytes. Default: never on this machine, 1,000 elsewhere. */
  gzipBytes: number;
  /** How long InfluxDB is waited for at start. */
  startTimeoutMs: number;
  /** Values read in one answer of InfluxDB; longer ranges are read piece by piece. */
  valuesPerAnswer: number;
}

export interface InfluxStoreOptions extends InfluxConfig {
  log: Log;
  metrics: Metrics;
  clock?: () => number;
  settings?: Partial<InfluxSettings>;
}

export function settingsOf({ url, settings }: Pick<InfluxStoreOptions, 'url' | 'settings'>): InfluxSettings {
  return {
    requestChars: 1_000_000,
    requestsInFlight: 4,
    writeTimeoutMs: 10_000,
    queryTimeoutMs: 60_000,
    attempts: 3,
    retryMs: 200,
    gzipBytes: isNear(url) ? Number.POSITIVE_INFINITY : 1000,
    startTimeoutMs: 60_000,
    valuesPerAnswer: 100_000,
    ...settings,
  };
}

/** Between two programs on one machine compressing costs more than it saves. */
function isNear(url: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
}
