// Owns watching what servers say they lost, refused or kept aside: counters, asked for often, as a killed server forgets them.
import type { Topology } from './topology/part.ts';

/** Counters that stay at zero where nothing is lost; labels are part of the line. */
const lossCounters = [
  'takt_ingest_lost_total',
  'takt_ingest_refused_total',
  'takt_ingest_quarantined_total',
  'takt_ingest_unread_values_total',
  'takt_fold_implausible_jumps_total',
];
const askEveryMs = 500;

export function watchLosses(topology: Topology) {
  const found = new Map<string, string>();
  async function ask(): Promise<void> {
    for (const [server, text] of await topology.metrics()) {
      for (const line of text.split('\n')) {
        const [, series = '', name = '', value] = /^((\w+)\S*) (\S+)$/.exec(line) ?? [];
        if (lossCounters.includes(name) && Number(value) > 0) found.set(`${server} ${series}`, `${value}`);
      }
    }
  }
  let asking = Promise.resolve();
  const timer = setInterval(() => {
    asking = asking.then(ask);
  }, askEveryMs);
  return {
    /** Ends the watch; every counter that moved, with its last value. */
    async stop(): Promise<string[]> {
      clearInterval(timer);
      await asking;
      await ask();
      return [...found].map(([series, value]) => `${series} ${value}`);
    },
  };
}
