// Owns what the parts of the synthetic city are made from, and the form in which they are written.
import type { NewRow, Schema } from '../../../server/src/platform/database/index.ts';
import type { Random } from './random.ts';

export interface CitySize {
  enterprises: number;
  workshops: number;
  projects: number;
  /** Share of enterprises whose data is connected; each of their workshops has a machine. */
  connected: number;
}

export interface CityContext {
  size: CitySize;
  districts: readonly string[];
  cityCode: string;
  /** Epoch ms. */
  now: number;
  /** ISO date. */
  today: string;
  random: Random;
}

/** Rows by table; what they refer to comes first. */
export type Rows = { [T in keyof Schema]?: NewRow<T>[] };

/** A day so many days before today, ISO. */
export function daysAgo({ now }: CityContext, days: number): string {
  return new Date(now - days * 86_400_000).toISOString().slice(0, 10);
}
