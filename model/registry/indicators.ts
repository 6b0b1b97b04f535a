// Owns which figures there are to declare, in which unit and within what range, and where figures are from.

/** Where a figure is from. */
export const origins = ['measured', 'declared', 'imported'] as const;
export type Origin = (typeof origins)[number];

/** Figures somebody declares, with their units: what telemetry cannot answer. Yes and no are 1 and 0, shares fractions of one. */
export const figureIndicators = {
  investment: 'yuan',
  revenue: 'yuan',
  employees: 'persons',
  nc_rate: 'share',
  key_process_nc_rate: 'share',
  networked_rate: 'share',
  mes_in_use: 'yes_no',
  maturity_level: 'level',
  operating_cost_change: 'share',
  productivity_change: 'share',
  defect_rate_change: 'share',
  energy_efficiency_change: 'share',
  unit_cost: 'yuan',
  lead_time: 'days',
} as const;
export type FigureIndicator = keyof typeof figureIndicators;
export type FigureUnit = (typeof figureIndicators)[FigureIndicator];
export const figureIndicatorNames = Object.keys(figureIndicators) as [FigureIndicator, ...FigureIndicator[]];

export interface FigureRange {
  least: number;
  most: number;
  whole: boolean;
}

const ranges: Readonly<Record<FigureUnit, FigureRange>> = {
  yuan: { least: 0, most: 1e13, whole: false },
  persons: { least: 0, most: 10_000_000, whole: true },
  share: { least: 0, most: 1, whole: false },
  yes_no: { least: 0, most: 1, whole: true },
  /** GB/T 39116. */
  level: { least: 1, most: 5, whole: true },
  days: { least: 0, most: 3650, whole: false },
};
/** Changes against the time before: −1 is all of it gone; ten times as much again is taken for a slip of the pen. */
const changeRange: FigureRange = { least: -1, most: 10, whole: false };

export function figureRange(indicator: FigureIndicator): FigureRange {
  return indicator.endsWith('_change') ? changeRange : ranges[figureIndicators[indicator]];
}

/** Undefined where the value can be one of the indicator. */
export function figureProblem(indicator: FigureIndicator, value: number): string | undefined {
  const { least, most, whole } = figureRange(indicator);
  if (!Number.isFinite(value) || value < least || value > most) return `must be from ${least} to ${most}`;
  return whole && !Number.isInteger(value) ? 'must be a whole number' : undefined;
}
