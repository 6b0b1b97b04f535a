// Public surface of the registry's words: what is kept of an enterprise and in which terms.

/** 大型, 中型, 小型, 微型 (国统字〔2017〕213号). */
export const sizeClasses = ['large', 'medium', 'small', 'micro'] as const;
export type SizeClass = (typeof sizeClasses)[number];

/** Part an enterprise has in its industrial chain (产业链): 链主, 骨干, 配套. */
export const chainRoles = ['leader', 'core', 'supplier'] as const;
export type ChainRole = (typeof chainRoles)[number];

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
