// Owns judging a subject by a scheme: a pure function of the scheme's criteria and of what is known of the subject.
import {
  type CriterionIndicator,
  includesLevel,
  isKnownIndicator,
  levelBelow,
  type Operator,
  type RecognitionKind,
} from './kinds.ts';
import {
  type CriterionOutcome,
  type CriterionResult,
  distanceOf,
  noSource,
  type ResultOrigin,
  type ResultReason,
  type ResultSource,
} from './result.ts';
import type { Criterion, Scheme } from './scheme.ts';

/** One thing that is known of an indicator. */
export interface Finding {
  /** In the indicator's unit. */
  value: number | string;
  origin: ResultOrigin;
  source: ResultSource;
  /** Epoch ms. */
  at: number;
  /** It passes nothing, whatever the value is: measured, and the effect is not shown. */
  refuted?: ResultReason;
}
export type Findings = Partial<Record<CriterionIndicator, readonly Finding[]>>;

/** What is known of one retrofit project; criteria about projects are judged of one and the same. */
export interface ProjectFacts {
  project: string;
  findings: Findings;
  /** Why nothing is known, by indicator. */
  missing: Partial<Record<CriterionIndicator, ResultReason>>;
}

export interface SubjectFacts {
  /** Part of the city (see regions); undefined where rules know none. */
  area: string | undefined;
  findings: Findings;
  missing: Partial<Record<CriterionIndicator, ResultReason>>;
  projects: readonly ProjectFacts[];
  /** Certificates in force of the subject itself. */
  held: readonly { kind: RecognitionKind; certificate: string; from: string; at: number }[];
}

export type Purpose = 'application' | 'recheck';

/**
 * What becomes of each criterion that counts for the purpose, in the scheme's order. Of several projects the one is taken that comes
 * nearest; of several findings measured beats the equipment list, that beats a declared figure, and of equals the latest counts.
 */
export function evaluate(scheme: Scheme, facts: SubjectFacts, purpose: Purpose = 'application'): CriterionResult[] {
  const criteria = scheme.criteria.filter((one) => one.appliesTo === 'both' || one.appliesTo === purpose);
  const level = levelFinding(scheme, facts);
  const judgeWith = (project: ProjectFacts | undefined) =>
    criteria.map((criterion) => judge(criterion, facts, project, level));
  const judged = facts.projects.length === 0 ? [judgeWith(undefined)] : facts.projects.map(judgeWith);
  return judged.reduce((best, one) => (distanceOf(one).distance < distanceOf(best).distance ? one : best));
}

export function thresholdOf(criterion: Criterion, area: string | undefined): number | string {
  return (area === undefined ? undefined : criterion.thresholdByArea[area]) ?? criterion.threshold;
}

function judge(
  criterion: Criterion,
  facts: SubjectFacts,
  project: ProjectFacts | undefined,
  level: Finding | undefined,
): CriterionResult {
  const { id, indicator, operator } = criterion;
  const threshold = thresholdOf(criterion, facts.area);
  const unknown = (reason: ResultReason, source = noSource): CriterionResult => {
    const nothing = { value: null, origin: null, at: null };
    return { criterion: id, outcome: 'unknown', threshold, ...nothing, source, reason };
  };
  if (!isKnownIndicator(indicator)) return unknown('indicator_gone');
  const own = indicator === 'lower_level_held' && level ? [level] : (facts.findings[indicator] ?? []);
  const found = preferred([...own, ...(project?.findings[indicator] ?? [])]);
  if (!found) return unknown(project?.missing[indicator] ?? facts.missing[indicator] ?? 'not_said');
  const { value, origin, source, at } = found;
  const passes = compare(value, operator, threshold);
  if (passes === undefined) return unknown('not_comparable', source);
  const outcome: CriterionOutcome = passes && found.refuted === undefined ? 'pass' : 'fail';
  return { criterion: id, outcome, value, threshold, origin, source, at, reason: found.refuted ?? null };
}

/** Whether the level below is held; a kind that builds on none asks for none. */
function levelFinding({ countsAs }: Scheme, { held }: SubjectFacts): Finding | undefined {
  const asked = levelBelow(countsAs);
  if (asked === undefined) return undefined;
  const [best] = held.filter(({ kind }) => includesLevel(kind, asked)).sort((a, b) => b.at - a.at);
  const source = { ...noSource, kind: 'certificates', id: best?.certificate ?? null, from: best?.from ?? null };
  return { value: best ? 1 : 0, origin: 'declared', source, at: best?.at ?? 0 };
}

const sourceRank: Readonly<Record<string, number>> = { equipment: 1 };
const rankOf = ({ origin, source }: Finding) => (origin === 'measured' ? 2 : (sourceRank[source.kind] ?? 0));

export function preferred(findings: readonly Finding[]): Finding | undefined {
  return findings.reduce<Finding | undefined>((best, one) => {
    if (!best) return one;
    const by = rankOf(one) - rankOf(best) || one.at - best.at;
    return by > 0 ? one : best;
  }, undefined);
}

/** Shares come of divisions: what differs by less than this is equal. */
const tolerance = 1e-9;

/** Undefined: they are not of one kind. ISO dates compare as text. */
function compare(value: number | string, operator: Operator, threshold: number | string): boolean | undefined {
  if (typeof value !== typeof threshold || (typeof value === 'number' && !Number.isFinite(value))) return undefined;
  const equal =
    typeof value === 'number' && typeof threshold === 'number'
      ? Math.abs(value - threshold) <= tolerance * Math.max(1, Math.abs(threshold))
      : value === threshold;
  if (operator === '=') return equal;
  if (operator === '>=') return equal || value > threshold;
  if (operator === '<=') return equal || value < threshold;
  return !equal && (operator === '>' ? value > threshold : value < threshold);
}
