// Owns how long what is kept, and in stretches of which length it lies in files of its own.
import type { Policy } from '../layout.ts';
import type { InfluxConfig } from '../settings.ts';

export interface WantedPolicy {
  name: Policy;
  /** 0: for ever. */
  days: number;
  /** Stretch of time that lies in files of its own and is dropped as one, hours. */
  shardHours: number;
}

const week = 168;

/** Throws where facts would go before what they are computed from: a late reading would then empty the hours and days. */
export function wantedPolicies({ rawDays, minuteDays }: Pick<InfluxConfig, 'rawDays' | 'minuteDays'>): WantedPolicy[] {
  if (retentionMs(minuteDays) < retentionMs(rawDays)) {
    throw new Error('TAKT_INFLUX_MINUTE_DAYS must not be less than TAKT_INFLUX_RAW_DAYS (0: for ever)');
  }
  return [
    { name: 'raw', days: rawDays, shardHours: shardHours(rawDays, week) },
    { name: 'minute', days: minuteDays, shardHours: shardHours(minuteDays, 4 * week) },
    { name: 'facts', days: 0, shardHours: 52 * week },
  ];
}

/** What is kept briefly is dropped in small pieces; the limits are InfluxDB's own. */
function shardHours(days: number, most: number): number {
  if (days === 0 || days > 180) return most;
  return days > 2 ? 24 : 1;
}

export function retentionMs(days: number): number {
  return days === 0 ? Number.POSITIVE_INFINITY : days * 86_400_000;
}
