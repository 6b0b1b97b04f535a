// Owns how long stages took so far: what a forecast of the stages to come rests on.
import type { StageDates } from './stages.ts';
import { type ProjectStage, projectStages } from './words.ts';

export interface StageDuration {
  /** Whole and half days from the beginning of the stage to its end; null: none is over yet. */
  medianDays: number | null;
  /** Stages of the kind that are over. */
  count: number;
}

const dayMs = 86_400_000;

/** Medians over the stages that have both begun and ended; what ended before it began is left out. */
export function stageDurations(
  rows: Iterable<Pick<StageDates, 'stage' | 'actualFrom' | 'actualTo'>>,
): Record<ProjectStage, StageDuration> {
  const days = new Map<ProjectStage, number[]>(projectStages.map((stage) => [stage, []]));
  for (const { stage, actualFrom, actualTo } of rows) {
    if (actualFrom === null || actualTo === null || actualTo < actualFrom) continue;
    days.get(stage)?.push((Date.parse(actualTo) - Date.parse(actualFrom)) / dayMs);
  }
  const entries = projectStages.map((stage) => {
    const taken = days.get(stage) ?? [];
    return [stage, { medianDays: medianOf(taken), count: taken.length }];
  });
  return Object.fromEntries(entries);
}

function medianOf(values: number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper;
}
