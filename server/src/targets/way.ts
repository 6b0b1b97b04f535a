// Owns what is known of the way to more of an indicator.
import type { StageSeen, TargetIndicator, UnderWay } from '@takt/model/targets';

/** What leads to more of an indicator. */
export interface Way {
  stages: readonly StageSeen[];
  underWay: readonly UnderWay[];
}
export type Ways = ReadonlyMap<TargetIndicator, Way>;
