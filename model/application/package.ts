// Owns the evidence package (证据包): everything a decision rests on, as it was, in a form anybody can read and compare.
import type { CriterionResult, Scheme } from '../recognition/index.ts';

export const evidenceFormat = 'takt-evidence/1';

export const answerKinds = ['met', 'not_met', 'unsure'] as const;

/** What the applicant says of a criterion. */
export interface CriterionAnswer {
  answer: (typeof answerKinds)[number];
  note: string | null;
}

export interface PackagedDocument {
  id: string;
  /** Criterion it is for. */
  criterion: string;
  name: string;
  bytes: number;
  /** Of the file, hex. */
  sha256: string;
  /** ISO 8601. */
  uploadedAt: string;
}

export interface EvidencePackage {
  format: typeof evidenceFormat;
  id: string;
  /** What it was frozen for. */
  occasion: 'submission' | 'decision';
  /** ISO 8601, as every moment in it. */
  frozenAt: string;
  application: { id: string; number: string; appliedOn: string };
  subject: {
    kind: 'workshop' | 'enterprise';
    id: string;
    name: string;
    enterprise: { id: string; name: string; uscc: string | null };
    district: { code: string; name: string };
  };
  /** The whole scheme, in the version that judges. */
  scheme: Scheme;
  criteria: (CriterionResult & { answered: CriterionAnswer | null; documents: string[] })[];
  documents: PackagedDocument[];
  equipment: {
    workshop: string;
    name: string;
    model: string | null;
    process: string | null;
    quantity: number;
    numericallyControlled: boolean | null;
    networked: boolean | null;
    keyProcess: boolean | null;
    origin: string;
    recordedAt: string;
  }[];
  figures: {
    indicator: string;
    value: number;
    from: string | null;
    to: string | null;
    origin: string;
    document: string | null;
    recordedAt: string;
  }[];
  /** Of retrofit projects in what is recognised, latest results. */
  effects: {
    project: string;
    indicator: string;
    origin: string;
    verdict: string;
    estimate: number | null;
    low: number | null;
    high: number | null;
    daysBefore: number;
    daysAfter: number;
    coverage: number | null;
    computedAt: string;
  }[];
  /** Who did what until then. */
  steps: { at: string; by: string; step: string; reason: string | null }[];
}
