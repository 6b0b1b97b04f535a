// Owns the change of a KPI against a previous period: percentage points for shares, percent for everything else.
import type { KpiName } from '@takt/model/kpi';
import { formatKpi, formatNumber, type Unit } from '../format.ts';
import { lowerIsBetter } from './terms.ts';

export interface Delta {
  direction: 'up' | 'down' | 'same';
  /** Whether the change is for the better; undefined when there is none. */
  better: boolean | undefined;
  /** Size without a sign. */
  text: string;
  unit: Unit;
}

/** Undefined when there is nothing to compare. */
export function deltaOf(
  name: KpiName,
  now: number | null | undefined,
  before: number | null | undefined,
  language: string,
): Delta | undefined {
  if (now === null || now === undefined || before === null || before === undefined) return undefined;
  const isShare = formatKpi(name, now, language).unit === 'percent';
  if (!isShare && before === 0) return undefined;
  const size = isShare ? (now - before) * 100 : ((now - before) / before) * 100;
  const unit = isShare ? 'points' : 'percent';
  const text = formatNumber(Math.abs(size), language, 1);
  if (Math.abs(size) < 0.05) return { direction: 'same', better: undefined, text, unit };
  const up = size > 0;
  return { direction: up ? 'up' : 'down', better: up !== lowerIsBetter.has(name), text, unit };
}
