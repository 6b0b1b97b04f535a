// Owns how a downsampled signal becomes a line: gaps stay gaps.
import type { RouteAnswer } from '@takt/model/api';

export type HistoryPoint = RouteAnswer<'machines.history'>['points'][number];

/** A break in the line. */
export interface GapPoint {
  at: number;
  gap: true;
}

/**
 * Longest distance between two points that still is one line: four times the usual distance, but at least four buckets. A signal
 * that reports slowly everywhere is no gap.
 */
export function gapThreshold(points: readonly HistoryPoint[], bucketMs: number): number {
  const distances = points.slice(1).map((point, index) => point.at - (points[index]?.at ?? point.at));
  distances.sort((a, b) => a - b);
  const median = distances[Math.floor(distances.length / 2)] ?? 0;
  return 4 * Math.max(median, bucketMs);
}

/** Puts a break between points that lie further apart than `longestMs`. */
export function withGaps(points: readonly HistoryPoint[], longestMs: number): (HistoryPoint | GapPoint)[] {
  const line: (HistoryPoint | GapPoint)[] = [];
  let before: HistoryPoint | undefined;
  for (const point of points) {
    if (before && point.at - before.at > longestMs) line.push({ at: before.at + 1, gap: true });
    line.push(point);
    before = point;
  }
  return line;
}
