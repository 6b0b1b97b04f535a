// Owns the tables of yearly plans, their frozen months and corrections, and of reports.

export interface TargetTable {
  year: number;
  /** Code of a district, or of the city for the whole. */
  region: string;
  indicator: string;
  /** Null: it was taken back. */
  plan: number | null;
  set_at: number;
  set_by: string;
  set_by_name: string;
  revision: number;
}

/** Months as they were when they were over; never changed. */
export interface TargetSnapshotTable {
  /** `2026-11`. */
  month: string;
  region: string;
  indicator: string;
  plan: number | null;
  achieved: number;
  /** Null: the month was frozen too late to know it. */
  pipeline: number | null;
  forecast: number | null;
  frozen_at: number;
}

/** What a month turned out to have been, where that is not what was frozen. Appended only. */
export interface TargetCorrectionTable {
  id: string;
  month: string;
  region: string;
  indicator: string;
  at: number;
  before: number;
  after: number;
  reason: string;
}

export interface ReportTable {
  id: string;
  /** `2026-11`. */
  month: string;
  /** Code of a district or the city. */
  region: string;
  language: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  created_at: number;
  created_by: string;
  created_by_name: string;
  finished_at: number | null;
  pdf_document: string | null;
  excel_document: string | null;
  error: string | null;
}

export interface TargetsSchema {
  targets: TargetTable;
  target_snapshots: TargetSnapshotTable;
  target_corrections: TargetCorrectionTable;
  reports: ReportTable;
}
