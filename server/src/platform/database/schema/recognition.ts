// Owns the tables of recognition: schemes, evaluations, applications with their evidence, certificates.
import type { Generated } from 'kysely';

export interface RecognitionSchemeTable {
  /** Such as `cq-digital-workshop`. */
  id: string;
  version: number;
  /** What is recognised. */
  subject: 'workshop' | 'enterprise';
  /** What a certificate of it counts as, such as `digital_workshop` or `smart_factory`. */
  counts_as: string;
  /** ISO dates between which applications are judged by it; null: open. */
  valid_from: string;
  valid_to: string | null;
  /** JSON: the whole scheme. */
  body: string;
  /** `shipped` with Takt, or `edited` here. */
  origin: 'shipped' | 'edited';
  created_at: number;
  created_by: string;
  created_by_name: string;
}

/** An officer compared a figure of a scheme with the document it is from. Appended only; the latest of a criterion counts. */
export interface RecognitionConfirmationTable {
  id: Generated<number>;
  scheme: string;
  version: number;
  /** Id of the criterion. */
  criterion: string;
  confirmed: number;
  note: string | null;
  at: number;
  actor: string;
  actor_name: string;
}

/** What became of every criterion of a scheme, of every subject that may apply. Computed anew each night and after changes. */
export interface RecognitionEvaluationTable {
  subject_kind: 'workshop' | 'enterprise';
  subject: string;
  scheme: string;
  version: number;
  enterprise: string;
  district: string;
  /** Criteria that fail, and of which nothing is known. */
  failed: number;
  unknown: number;
  /** 0: nothing is lacking; each unknown criterion adds 1, each failed one 2. */
  distance: number;
  /** The same for those to whom measured values are not shown. */
  open_distance: number;
  /** A letter for each result, in their order: p, f, u; `open_outcomes` for those to whom measured values are not shown. */
  outcomes: string;
  open_outcomes: string;
  evaluated_at: number;
  /** JSON: array of results. Last, so that lists and counts need not read it. */
  results: string;
}

export interface RecognitionApplicationTable {
  id: string;
  /** Number people know it by, unique. */
  number: string;
  scheme: string;
  version: number;
  subject_kind: 'workshop' | 'enterprise';
  subject: string;
  enterprise: string;
  district: string;
  state:
    | 'draft'
    | 'self_checked'
    | 'district_review'
    | 'city_decision'
    | 'approved'
    | 'rejected'
    | 'returned'
    | 'withdrawn';
  /** ISO date on which it was handed in: the version in force then judges it. Null: a draft. */
  applied_on: string | null;
  /** JSON: the applicant's answers by criterion. */
  self_check: string;
  created_at: number;
  created_by: string;
  updated_at: number;
  revision: number;
}

/** Every step of an application or a certificate, appended only. */
export interface RecognitionEventTable {
  id: Generated<number>;
  application: string | null;
  certificate: string | null;
  at: number;
  actor: string;
  actor_name: string;
  kind: string;
  /** JSON. */
  details: string;
}

/** What a decision rested on, frozen. */
export interface EvidencePackageTable {
  id: string;
  application: string | null;
  certificate: string | null;
  frozen_at: number;
  /** Of the content, hex. */
  sha256: string;
  /** JSON in canonical form (RFC 8785). */
  content: string;
}

export interface CertificateTable {
  id: string;
  number: string;
  /** Null: recognised before Takt, and imported. */
  application: string | null;
  scheme: string;
  version: number;
  counts_as: string;
  subject_kind: 'workshop' | 'enterprise';
  subject: string;
  enterprise: string;
  district: string;
  /** ISO dates. */
  issued_on: string;
  valid_until: string | null;
  state: 'valid' | 'warned' | 'withdrawn' | 'expired';
  warned_on: string | null;
  withdrawn_on: string | null;
  reason: string | null;
  origin: 'measured' | 'declared' | 'imported';
  evidence: string | null;
  /** When it was written here, epoch ms: what is written late is a correction of months past. */
  recorded_at: number;
  revision: number;
}

export interface CertificateCheckTable {
  id: string;
  certificate: string;
  /** ISO date. */
  due: string;
  done_at: number | null;
  outcome: 'passed' | 'warned' | 'withdrawn' | null;
  /** JSON. */
  results: string | null;
  actor: string | null;
  actor_name: string | null;
}

/** The last number given out of each sequence: of applications in a year, of certificates of a scheme in a year. */
export interface RecognitionSequenceTable {
  name: string;
  last: number;
}

export interface RecognitionSchema {
  recognition_schemes: RecognitionSchemeTable;
  recognition_confirmations: RecognitionConfirmationTable;
  recognition_evaluations: RecognitionEvaluationTable;
  recognition_applications: RecognitionApplicationTable;
  recognition_events: RecognitionEventTable;
  evidence_packages: EvidencePackageTable;
  certificates: CertificateTable;
  certificate_checks: CertificateCheckTable;
  recognition_sequences: RecognitionSequenceTable;
}
