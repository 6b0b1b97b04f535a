// Owns how a plan stands: met, likely to be, or behind.
import type { Forecast } from './forecast.ts';

export const standings = ['met', 'on_track', 'uncertain', 'behind', 'no_plan'] as const;
export type Standing = (typeof standings)[number];

export interface Progress {
  plan: number | null;
  achieved: number | null;
  forecast: Forecast;
  /** Share of the year that is over, 0 to 1. */
  elapsed: number;
}

/**
 * With a forecast: `on_track` where its median reaches the plan, `uncertain` where only the upper end of its range does. Without
 * one, what is achieved is held against the share of the year that is over.
 */
export function standingOf({ plan, achieved, forecast, elapsed }: Progress): Standing {
  if (plan === null) return 'no_plan';
  if (achieved !== null && achieved >= plan) return 'met';
  if (elapsed >= 1) return 'behind';
  if (forecast.kind === 'range') {
    if (forecast.median >= plan) return 'on_track';
    return forecast.high >= plan ? 'uncertain' : 'behind';
  }
  return (achieved ?? 0) >= plan * elapsed ? 'on_track' : 'behind';
}

/** Achieved ÷ plan; null: there is no plan, or it plans nothing. */
export function shareOfPlan(achieved: number | null, plan: number | null): number | null {
  return achieved === null || plan === null || plan <= 0 ? null : achieved / plan;
}
