// Owns a new version while it is being written: texts as they are typed, what is wrong with them, and what is sent.
import type { RouteRequest } from '@takt/model/api';
import { isKnownIndicator, type Operator } from '@takt/model/recognition';
import { type Criterion, type Scheme, unitOf } from './words.ts';

type Body = RouteRequest<'schemes.add'>['body'];

interface Words {
  'zh-CN': string;
  en: string;
}

export interface CriterionDraft {
  /** Tells rows apart while their ids are typed. */
  key: number;
  id: string;
  /** Criteria that are there already keep their id, so that versions can be compared. */
  isNew: boolean;
  indicator: string;
  operator: Operator;
  threshold: string;
  areas: Record<string, string>;
  evidence: Criterion['evidence'];
  appliesTo: NonNullable<Criterion['appliesTo']>;
  name: Words;
  source: string;
}

export interface SchemeDraft {
  name: Words;
  authority: Words;
  document: string;
  year: string;
  validFrom: string;
  validTo: string;
  certificateYears: string;
  criteria: CriterionDraft[];
}

let keys = 0;

/** Shares and changes are typed in percent. */
export function isInPercent(indicator: string): boolean {
  const unit = unitOf(indicator);
  return unit === 'share' || unit === 'change';
}

function typed(indicator: string, value: number | string): string {
  return typeof value === 'number' && isInPercent(indicator) ? String(Number((value * 100).toFixed(6))) : String(value);
}

export function draftOf({ name, authority, document, year, certificateYears, criteria }: Scheme): SchemeDraft {
  return {
    name: { ...name },
    authority: { ...authority },
    document,
    year: String(year),
    validFrom: '',
    validTo: '',
    certificateYears: certificateYears === undefined ? '' : String(certificateYears),
    criteria: criteria.map((one) => ({
      key: ++keys,
      id: one.id,
      isNew: false,
      indicator: one.indicator,
      operator: one.operator,
      threshold: typed(one.indicator, one.threshold),
      areas: Object.fromEntries(
        Object.entries(one.thresholdByArea ?? {}).map(([area, value]) => [area, typed(one.indicator, value)]),
      ),
      evidence: one.evidence,
      appliesTo: one.appliesTo ?? 'both',
      name: { ...one.name },
      source: one.source,
    })),
  };
}

export function newCriterion(): CriterionDraft {
  return {
    key: ++keys,
    id: '',
    isNew: true,
    indicator: 'nc_rate',
    operator: '>=',
    threshold: '',
    areas: {},
    evidence: 'document',
    appliesTo: 'both',
    name: { 'zh-CN': '', en: '' },
    source: '',
  };
}

/** What is wrong, by field: keys of `recognition.edit`. */
export type DraftProblem = 'required' | 'number' | 'date' | 'id' | 'twice' | 'after';
export type DraftProblems = Record<string, DraftProblem>;

const dayShape = /^\d{4}-\d{2}-\d{2}$/;
const numberOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

export function problemsOf(draft: SchemeDraft, inForceFrom: string): DraftProblems {
  const problems: DraftProblems = {};
  const require = (field: string, text: string) => {
    if (text.trim() === '') problems[field] = 'required';
  };
  for (const language of ['zh-CN', 'en'] as const) {
    require(`name.${language}`, draft.name[language]);
    require(`authority.${language}`, draft.authority[language]);
  }
  require('document', draft.document);
  if (!/^\d{4}$/.test(draft.year.trim())) problems.year = 'number';
  if (!dayShape.test(draft.validFrom)) problems.validFrom = 'date';
  else if (draft.validFrom <= inForceFrom) problems.validFrom = 'after';
  if (draft.validTo !== '' && draft.validTo < draft.validFrom) problems.validTo = 'after';
  if (draft.certificateYears.trim() !== '' && !(numberOf(draft.certificateYears) > 0))
    problems.certificateYears = 'number';
  for (const criterion of draft.criteria) criterionProblems(criterion, draft.criteria, problems, require);
  return problems;
}

function criterionProblems(
  one: CriterionDraft,
  all: readonly CriterionDraft[],
  problems: DraftProblems,
  require: (field: string, text: string) => void,
): void {
  const at = (field: string) => `${one.key}.${field}`;
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(one.id)) problems[at('id')] = 'id';
  else if (all.some((other) => other !== one && other.id === one.id)) problems[at('id')] = 'twice';
  require(at('name.zh-CN'), one.name['zh-CN']);
  require(at('name.en'), one.name.en);
  require(at('source'), one.source);
  if (unitOf(one.indicator) === 'date') {
    if (!dayShape.test(one.threshold)) problems[at('threshold')] = 'date';
    return;
  }
  if (!Number.isFinite(numberOf(one.threshold))) problems[at('threshold')] = 'number';
  for (const [area, text] of Object.entries(one.areas))
    if (text.trim() !== '' && !Number.isFinite(numberOf(text))) problems[at(`areas.${area}`)] = 'number';
}

/** Of a draft without problems. */
export function bodyOf(draft: SchemeDraft, { countsAs, subject, version }: Scheme): Body {
  const { name, authority, document, year, validFrom, validTo, certificateYears, criteria } = draft;
  return {
    basedOn: version,
    countsAs,
    subject,
    name,
    authority,
    document: document.trim(),
    year: Number(year),
    validFrom,
    ...(validTo !== '' && { validTo }),
    ...(certificateYears.trim() !== '' && { certificateYears: Number(certificateYears) }),
    criteria: criteria.map(({ key: _, isNew: _new, areas, threshold, ...one }) => ({
      ...one,
      source: one.source.trim(),
      threshold: sent(one.indicator, threshold),
      thresholdByArea: Object.fromEntries(
        Object.entries(areas)
          .filter(([, text]) => text.trim() !== '' && unitOf(one.indicator) !== 'date')
          .map(([area, text]) => [area, sent(one.indicator, text) as number]),
      ),
    })),
  };
}

function sent(indicator: string, text: string): number | string {
  if (unitOf(indicator) === 'date' || (!isKnownIndicator(indicator) && dayShape.test(text))) return text;
  const value = Number(text);
  return isInPercent(indicator) ? Number((value / 100).toFixed(8)) : value;
}
