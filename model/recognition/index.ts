// Public surface of recognition (认定): schemes, their criteria, and what becomes of each.
import { z } from 'zod';

/** What a certificate counts as. 数字化车间, 智能工厂, and the national levels 基础级, 先进级, 卓越级, 领航级. */
export const recognitionKinds = [
  'digital_workshop',
  'smart_factory',
  'national_basic',
  'national_advanced',
  'national_excellent',
  'national_leading',
] as const;
export type RecognitionKind = (typeof recognitionKinds)[number];

/** What a criterion looks at. `measured`: answered by telemetry; `registry`: by the equipment list; `figure`: declared with a document. */
export const criterionIndicators = {
  nc_rate: 'registry',
  key_process_nc_rate: 'registry',
  networked_rate: 'measured',
  upload_rate: 'measured',
  coverage: 'measured',
  mes_in_use: 'figure',
  investment_yuan: 'project',
  project_started_on: 'project',
  project_months: 'project',
  project_finished: 'project',
  digital_workshops: 'certificates',
  operating_cost_change: 'figure',
  productivity_change: 'effect',
  defect_rate_change: 'effect',
  energy_efficiency_change: 'effect',
  maturity_level: 'figure',
  lower_level_held: 'certificates',
} as const;
export type CriterionIndicator = keyof typeof criterionIndicators;

export const operators = ['>=', '<=', '>', '<', '='] as const;
export const evidenceKinds = ['telemetry', 'registry', 'document', 'project', 'certificate'] as const;

const words = z.object({ 'zh-CN': z.string().min(1).max(400), en: z.string().min(1).max(400) });
const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date as 2026-11-26');

export const criterionSchema = z.object({
  /** Unique in its scheme. */
  id: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be 1 to 40 of a-z, 0-9, _'),
  /** An indicator nobody knows (any more) makes the criterion unknown, never passed. */
  indicator: z.string().min(1).max(60),
  operator: z.enum(operators),
  /** In the indicator's unit: fractions of one, yuan, months, counts, levels; dates as ISO text. */
  threshold: z.union([z.number(), isoDate]),
  /** Other thresholds by area of the city (see regions), such as half the investment in 渝东北. */
  thresholdByArea: z.record(z.string(), z.number()).default({}),
  evidence: z.enum(evidenceKinds),
  /** Counts only for certificates that are renewed, or only once a project is finished. */
  appliesTo: z.enum(['application', 'recheck', 'both']).default('both'),
  name: words,
  /** Where the figure is from, as far as it is known: document and place in it. */
  source: z.string().min(1).max(400),
});
export type Criterion = z.infer<typeof criterionSchema>;

export const schemeSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'must be 1 to 60 of a-z, 0-9, -'),
  version: z.int().min(1),
  countsAs: z.enum(recognitionKinds),
  subject: z.enum(['workshop', 'enterprise']),
  name: words,
  authority: words,
  /** Title and number of the document. */
  document: z.string().min(1).max(400),
  year: z.int().min(2000).max(2100),
  /** Applications handed in from this day on, to the last one where there is one, are judged by it. */
  validFrom: isoDate,
  validTo: isoDate.optional(),
  /** Years a certificate is valid; absent: without end. */
  certificateYears: z.number().positive().optional(),
  criteria: z.array(criterionSchema).min(1).max(60),
});
export type Scheme = z.infer<typeof schemeSchema>;

export const outcomes = ['pass', 'fail', 'unknown'] as const;
export type CriterionOutcome = (typeof outcomes)[number];

/** What became of one criterion. */
export interface CriterionResult {
  criterion: string;
  outcome: CriterionOutcome;
  /** In the indicator's unit; null: nothing is known. */
  value: number | string | null;
  threshold: number | string;
  /** How the value is known. */
  origin: 'measured' | 'declared' | 'imported' | null;
  /** Where the value is from: a figure, the equipment list, days of facts, a project's effect, certificates. */
  source: { kind: string; id: string | null; from: string | null; to: string | null; detail: string | null };
  /** Epoch ms of the value. */
  at: number | null;
  /** Why nothing is known, as a key for words. */
  reason: string | null;
}
