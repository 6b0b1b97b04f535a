// Owns what stands behind the routes of recognition.
import type { RouteAnswer } from '@takt/model/api';
import { distanceOf } from '@takt/model/recognition';
import { mayAtRecord } from '../plant/bureau-sight.ts';
import type { Caller } from '../platform/caller.ts';
import type { Handlers } from '../platform/http/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { evaluateSubjects } from './evaluation/evaluate.ts';
import { heldBy } from './facts/certificates.ts';
import { readSubjects, type SubjectKind } from './facts/subject.ts';
import type { RecognitionParts } from './parts.ts';
import { listReadiness, sentSubject } from './readiness/list.ts';
import { shownResults } from './readiness/sharing.ts';
import { confirmCriterion } from './schemes/confirm.ts';
import { addVersion } from './schemes/edit.ts';
import { inForceOn, readConfirmations, readKept, unverifiedOf } from './schemes/rows.ts';
import { listSchemes, showScheme, todayOf } from './schemes/shown.ts';

type Names = 'schemes.list' | 'schemes.get' | 'schemes.add' | 'schemes.confirm' | 'readiness.list' | 'evaluations.get';

export function recognitionRoutes(parts: RecognitionParts): Handlers<Names> {
  return {
    'schemes.list': async () => done(await listSchemes(parts)),
    'schemes.get': ({ params }) => showScheme(parts, params.id, params.version),
    'schemes.add': ({ params, body, caller }) => addVersion(parts, caller, params.id, body),
    'schemes.confirm': ({ params, body, caller }) => confirmCriterion(parts, caller, params, body),
    'readiness.list': ({ query, caller }) => listReadiness(parts, caller, query),
    'evaluations.get': ({ params, caller }) => showEvaluation(parts, caller, params.kind, params.id),
  };
}

/** Evaluated as it is asked. */
async function showEvaluation(
  parts: RecognitionParts,
  caller: Caller,
  kind: SubjectKind,
  id: string,
): Promise<Outcome<RouteAnswer<'evaluations.get'>>> {
  const [subject] = await readSubjects(parts.db, kind, { ids: [id] });
  if (!subject || !mayAtRecord(caller, 'recognition.read', subject))
    return refuse('not_found', `there is no such ${kind} that you may see`);
  const judged = await evaluateSubjects(parts, [subject], inForceOn(await readKept(parts.db), todayOf(parts)));
  const [held, confirmations] = await Promise.all([heldBy(parts, [id]), readConfirmations(parts.db)]);
  const evaluatedAt = parts.clock();
  return done({
    subject: sentSubject(subject),
    evaluatedAt,
    evaluations: judged.map(({ scheme, results: all }) => {
      const results = shownResults(caller, subject, all);
      const certificate = held.get(id)?.find((one) => one.kind === scheme.countsAs)?.certificate ?? null;
      return { scheme, unverified: unverifiedOf(scheme, confirmations), ...distanceOf(results), results, certificate };
    }),
  });
}
