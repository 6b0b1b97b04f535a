// Owns the metrics of ingest: what came in, what became of it, how long it took to be durable.
import type { Metrics } from '../../platform/metrics/index.ts';

export type MessageKind = 'json' | 'nbirth' | 'ndata' | 'ndeath' | 'dbirth' | 'ddata' | 'ddeath';
const kinds: readonly MessageKind[] = ['json', 'nbirth', 'ndata', 'ndeath', 'dbirth', 'ddata', 'ddeath'];

export type RebirthReason =
  | 'unknown_node'
  | 'unknown_device'
  | 'unknown_alias'
  | 'sequence_gap'
  | 'offset_gap'
  | 'site_taken_over';

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export type Counters = ReturnType<typeof createCounters>;

/** The busy counters are plain numbers, handed to the registry by `publish`; the rare ones go there at once. */
export function createCounters(metrics: Metrics) {
  const messages = metrics.counter('takt_ingest_messages_total', 'Messages taken, by kind', ['kind']);
  const samples = metrics.counter('takt_ingest_samples_total', 'Readings taken');
  const refused = metrics.counter('takt_ingest_refused_total', 'Messages refused, by reason', ['reason']);
  const quarantined = metrics.counter('takt_ingest_quarantined_total', 'Readings kept aside, by reason', ['reason']);
  const lost = metrics.counter(
    'takt_ingest_lost_total',
    'Readings lost because the store was down and their sender keeps nothing',
  );
  const rebirths = metrics.counter('takt_ingest_rebirth_requests_total', 'Edge nodes asked to be born again', [
    'reason',
  ]);
  const commits = metrics.counter('takt_ingest_commits_total', 'Commits sent to edge nodes');
  const unread = metrics.counter(
    'takt_ingest_unread_values_total',
    'Values of types that are not read (DataSet, Bytes …)',
  );
  const staleDeaths = metrics.counter('takt_ingest_stale_deaths_total', 'Deaths that belong to an earlier birth');
  const failures = metrics.counter('takt_ingest_store_failures_total', 'Attempts to write to the store that failed');
  const flushSeconds = metrics.histogram(
    'takt_ingest_flush_seconds',
    'Time the store takes for one flush',
    secondsBuckets,
  );
  const durableSeconds = metrics.histogram(
    'takt_ingest_durable_seconds',
    'Time from the first message of a flush until it is committed',
    secondsBuckets,
  );
  const tally = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<MessageKind, number>;
  let sampleTally = 0;

  return {
    message(kind: MessageKind): void {
      tally[kind]++;
    },
    samples(count: number): void {
      sampleTally += count;
    },
    refused: (reason: string) => refused.inc({ reason }),
    quarantined: (reason: string) => quarantined.inc({ reason }),
    lost: (count: number) => lost.inc(count),
    rebirth: (reason: RebirthReason) => rebirths.inc({ reason }),
    commit: () => commits.inc(),
    unread: () => unread.inc(),
    staleDeath: () => staleDeaths.inc(),
    storeFailure: () => failures.inc(),
    flushed: (seconds: number) => flushSeconds.observe(seconds),
    durable: (seconds: number) => durableSeconds.observe(seconds),
    publish(): void {
      for (const kind of kinds) {
        if (tally[kind] === 0) continue;
        messages.inc({ kind }, tally[kind]);
        tally[kind] = 0;
      }
      if (sampleTally === 0) return;
      samples.inc(sampleTally);
      sampleTally = 0;
    },
  };
}
