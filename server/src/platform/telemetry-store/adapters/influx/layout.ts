// Owns the names of what is stored: retention policies (buckets from 2.x on) and the measurements in them.
import type { Grain } from '../../port.ts';

/** A retention policy of 1.x; the bucket `<database>/<policy>` from 2.x on. */
export type Policy = 'raw' | 'minute' | 'facts';
export const policies = ['raw', 'minute', 'facts'] as const satisfies readonly Policy[];

export const samplesMeasurement = 'samples';

export const factPlaces = {
  minute: { policy: 'minute', measurement: 'facts_minute' },
  hour: { policy: 'facts', measurement: 'facts_hour' },
  day: { policy: 'facts', measurement: 'facts_day' },
} as const satisfies Record<Grain, { policy: Policy; measurement: string }>;

/** How long data are kept under a policy, ms; Infinity: for ever. */
export type Retention = Readonly<Record<Policy, number>>;
