// Owns the trials in which InfluxDB fails in the middle: what becomes of what devices were told is safe.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Storing } from './contestants.ts';
import { runTrial, type Trial } from './trial.ts';

export const outages = {
  /** Accepts connections and answers nothing, longer than clients wait. */
  stalled: { name: 'InfluxDB stalled', seconds: 40 },
  down: { name: 'InfluxDB killed and started again', seconds: 10 },
} as const;
export type Outage = keyof typeof outages;

/** What both contestants can carry, so that whatever is missing was lost in the outage. */
export const outageRate = 5000;
const beforeSeconds = 3;
const afterSeconds = 5;

export function runOutage(contestant: Storing, outage: Outage, machines: number): Promise<Trial> {
  const { store } = contestant;
  const { seconds } = outages[outage];
  return runTrial(contestant, {
    mode: 'devices',
    seconds: beforeSeconds + seconds + afterSeconds,
    rate: outageRate,
    machines,
    async meanwhile() {
      await sleep(beforeSeconds * 1000);
      if (outage === 'stalled') store.server.pause();
      else await store.kill();
      await sleep(seconds * 1000);
      if (outage === 'stalled') store.server.resume();
      else await store.comeBack();
    },
  });
}
