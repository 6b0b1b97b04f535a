// Owns the tables of retrofit projects and of what their measured effect is.
import type { Generated } from 'kysely';

export interface RetrofitProjectTable {
  id: string;
  /** Number people know it by, unique. */
  code: string;
  name: string;
  /** Registry id. */
  enterprise: string;
  /** Code of the region it counts in. */
  district: string;
  type: string;
  stage: 'diagnosis' | 'plan' | 'implementation' | 'trial_run' | 'acceptance' | 'closed' | 'stopped';
  /** Stage in which it was stopped. */
  stopped_in: string | null;
  stop_reason: string | null;
  description: string | null;
  /** Yuan. */
  planned_yuan: number;
  paid_yuan: number;
  /** JSON: array of {source, yuan}. */
  funding: string;
  supplier: string | null;
  /** JSON: array of {name, duty, phone}. */
  responsible: string;
  /** ISO date the retrofit went or goes live; null: not said. */
  go_live: string | null;
  blocked_since: number | null;
  blocked_reason: string | null;
  /** Who decides over it: by its planned amount when it was submitted. */
  route: 'district' | 'district_then_city' | null;
  approval: 'draft' | 'submitted' | 'district_approved' | 'approved' | 'returned' | 'rejected';
  submitted_at: number | null;
  approved_at: number | null;
  created_at: number;
  created_by: string;
  updated_at: number;
  revision: number;
}

/** Workshops of the registry, and lines of the plant in them where only those are retrofitted. */
export interface RetrofitScopeTable {
  project: string;
  workshop: string;
  /** Empty: the whole workshop. */
  line: string;
}

/** ISO dates; null: not yet, or not said. */
export interface RetrofitStageTable {
  project: string;
  stage: string;
  planned_from: string | null;
  planned_to: string | null;
  actual_from: string | null;
  actual_to: string | null;
}

export interface RetrofitMilestoneTable {
  id: string;
  project: string;
  name: string;
  due: string;
  done: string | null;
  removed_at: number | null;
}

/** Everything that happened to a project, appended only: changes with before and after, comments, decisions, documents. */
export interface RetrofitEventTable {
  id: Generated<number>;
  project: string;
  at: number;
  actor: string;
  actor_name: string;
  kind: string;
  /** JSON. */
  details: string;
}

/** What is to be measured of a project, registered before it goes live and locked from then on. One a project. */
export interface EffectPlanTable {
  project: string;
  /** ISO dates, both included. */
  baseline_from: string;
  baseline_to: string;
  /** Implementation window, left out; the after window begins the day after it ends. */
  exclusion_from: string;
  exclusion_to: string;
  /** Null: up to now. */
  after_to: string | null;
  /** Fraction of one below which a day is left out. */
  minimum_coverage: number;
  /** JSON: array of {indicator, direction, expected}. */
  indicators: string;
  /** JSON: array of plant line codes. */
  control_lines: string;
  /** JSON: {productMix, plannedTime}. */
  adjustments: string;
  registered_at: number;
  registered_by: string;
  locked_at: number | null;
  /** When it was measured last by itself; null: never. */
  measured_at: number | null;
  /** JSON: machines that were measured when it was locked. */
  machines: string;
  revision: number;
}

/** Latest result of each indicator. */
export interface EffectResultTable {
  project: string;
  indicator: string;
  computed_at: number;
  /** `measured` from telemetry, or `declared` by the enterprise. */
  origin: 'measured' | 'declared';
  verdict: 'effective' | 'not_shown' | 'worse' | 'too_early' | 'not_measurable' | 'declared';
  /** Why it is not measurable. */
  reason: string | null;
  estimate: number | null;
  low: number | null;
  high: number | null;
  /** Standard error. */
  error: number | null;
  days_before: number;
  days_after: number;
  /** Fraction of one. */
  coverage: number | null;
  /** JSON: the whole result. */
  details: string;
}

export interface RetrofitSchema {
  retrofit_projects: RetrofitProjectTable;
  retrofit_scopes: RetrofitScopeTable;
  retrofit_stages: RetrofitStageTable;
  retrofit_milestones: RetrofitMilestoneTable;
  retrofit_events: RetrofitEventTable;
  effect_plans: EffectPlanTable;
  effect_results: EffectResultTable;
}
