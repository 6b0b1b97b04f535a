// Owns evaluating subjects afresh: what is known of them, judged by the schemes given, for lists, for a page, for an application.
import { type CriterionResult, evaluate, type Purpose, type Scheme, type SubjectFacts } from '@takt/model/recognition';
import { gatherFacts, type Subject, type SubjectKind } from '../facts/index.ts';
import { readSubjects } from '../facts/subject.ts';
import type { RecognitionParts } from '../parts.ts';
import { evaluationOf, keepEvaluations } from './rows.ts';

export interface Judged {
  subject: Subject;
  scheme: Scheme;
  results: CriterionResult[];
}

/** Of subjects of one kind, by every scheme that is about such. */
export async function judgeAll(
  parts: RecognitionParts,
  subjects: readonly Subject[],
  schemes: readonly Scheme[],
): Promise<Judged[]> {
  const facts = await gatherFacts(parts, subjects);
  return subjects.flatMap((subject) => {
    const known = facts.get(subject.id);
    if (!known) return [];
    return schemes
      .filter((scheme) => scheme.subject === subject.kind)
      .map((scheme) => ({ subject, scheme, results: evaluate(scheme, known) }));
  });
}

/** Judges and keeps. */
export async function evaluateSubjects(
  parts: RecognitionParts,
  subjects: readonly Subject[],
  schemes: readonly Scheme[],
): Promise<Judged[]> {
  const at = parts.clock();
  const judged = await judgeAll(parts, subjects, schemes);
  const rows = judged.map(({ subject, scheme, results }) => evaluationOf(subject, scheme, results, at));
  await keepEvaluations(parts.db, rows);
  return judged;
}

/** What becomes of each criterion of a scheme that counts for the purpose, as of now. Of a subject that is not there nothing is known. */
export type Evaluate = (
  subject: { kind: SubjectKind; id: string },
  scheme: Scheme,
  purpose: Purpose,
) => Promise<CriterionResult[]>;

const nothing: SubjectFacts = { area: undefined, findings: {}, missing: {}, projects: [], held: [] };

/** What applications and yearly checks rest on. */
export function createEvaluate(parts: RecognitionParts): Evaluate {
  return async ({ kind, id }, scheme, purpose) => {
    const [subject] = await readSubjects(parts.db, kind, { ids: [id] });
    const facts = subject && (await gatherFacts(parts, [subject])).get(id);
    return evaluate(scheme, facts ?? nothing, purpose);
  };
}
