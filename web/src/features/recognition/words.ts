// Owns how criteria are written: values and thresholds in their unit, why nothing is known, where a value is from.
import type { RouteResult } from '@takt/model/api';
import {
  type CriterionIndicator,
  type CriterionUnit,
  criterionUnits,
  isKnownIndicator,
  type Operator,
  type ResultReason,
  resultReasons,
} from '@takt/model/recognition';
import type { RouteLocationRaw } from 'vue-router';
import { useRouter } from 'vue-router';
import { useText } from '../../locales/i18n.ts';
import type { Translate } from '../../locales/keys.ts';
import { useRegions } from '../../region/index.ts';
import { formatNumber, formatTime } from '../../ui/format.ts';

export type Scheme = RouteResult<'schemes.get'>['scheme'];
export type Criterion = Scheme['criteria'][number];
export type Result = RouteResult<'evaluations.get'>['evaluations'][number]['results'][number];
export type ReadinessRow = RouteResult<'readiness.list'>['rows'][number];

const signs: Readonly<Record<Operator, string>> = { '>=': '≥', '<=': '≤', '>': '>', '<': '<', '=': '=' };

/** Undefined: an indicator nobody knows any more. */
export function unitOf(indicator: string): CriterionUnit | undefined {
  return isKnownIndicator(indicator) ? criterionUnits[indicator] : undefined;
}

export function sayValue(
  unit: CriterionUnit | undefined,
  value: number | string,
  language: string,
  t: Translate,
): string {
  if (typeof value === 'string') return sayDay(value, language);
  switch (unit) {
    case 'share':
      return `${formatNumber(value * 100, language, 1)}%`;
    case 'change':
      return `${value > 0 ? '+' : ''}${formatNumber(value * 100, language, 1)}%`;
    case 'yuan':
      return sayYuan(value, language);
    case 'months':
      return t('recognition.units.months', { count: formatNumber(value, language, Number.isInteger(value) ? 0 : 1) });
    case 'yes_no':
      return t(value === 0 ? 'recognition.units.no' : 'recognition.units.yes');
    case 'level':
      return t('recognition.units.level', { level: formatNumber(value, language) });
    default:
      return formatNumber(value, language, Number.isInteger(value) ? 0 : 2);
  }
}

function sayYuan(value: number, language: string): string {
  const shape = { style: 'currency', currency: 'CNY', notation: 'compact', maximumFractionDigits: 2 } as const;
  return new Intl.NumberFormat(language, shape).format(value);
}

/** An ISO date; what is none is shown as it is. */
export function sayDay(day: string, language: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : formatTime(at, 'date', 'UTC', language);
}

export function sayThreshold(
  { indicator, operator }: Pick<Criterion, 'indicator' | 'operator'>,
  threshold: number | string,
  language: string,
  t: Translate,
): string {
  const unit = unitOf(indicator);
  const said = sayValue(unit, threshold, language, t);
  return unit === 'yes_no' && operator === '=' ? said : `${signs[operator]} ${said}`;
}

function isReason(reason: string): reason is ResultReason {
  return (resultReasons as readonly string[]).includes(reason);
}

const sourceKinds = ['equipment', 'figure', 'telemetry', 'effect', 'project', 'certificates'] as const;
const detailWords = ['paid', 'planned', 'so_far'] as const;

export function useCriterionWords() {
  const { t, language } = useText();
  const regions = useRegions();
  const router = useRouter();
  const reason = (key: string) => (isReason(key) ? t(`recognition.reasons.${key}`) : key);
  const value = ({ indicator }: Pick<Criterion, 'indicator'>, one: number | string) =>
    sayValue(unitOf(indicator), one, language.value, t);
  const threshold = (criterion: Criterion, asked: number | string) => sayThreshold(criterion, asked, language.value, t);
  return {
    reason,
    value,
    threshold,
    name: (words: { 'zh-CN': string; en: string }) => words[language.value],
    day: (day: string) => sayDay(day, language.value),
    moment: (at: number) => formatTime(at, 'dateTime', regions.timeZone, language.value),
    indicator: (indicator: string) =>
      isKnownIndicator(indicator)
        ? t(`recognition.indicators.${indicator satisfies CriterionIndicator}`)
        : t('recognition.edit.unknownIndicator', { id: indicator }),
    /** All of it in one sentence, for whoever points at a mark or hears it. */
    sentence(criterion: Criterion, { outcome, value: found, threshold: asked, reason: why }: Result): string {
      const name = criterion.name[language.value];
      const said = { name, outcome: t(`recognition.outcome.${outcome}`), threshold: threshold(criterion, asked) };
      if (why !== null) return t('recognition.markReason', { ...said, reason: reason(why) });
      return found === null
        ? t('recognition.mark', said)
        : t('recognition.markValue', { ...said, value: value(criterion, found) });
    },
    source(kind: string): string {
      const known = sourceKinds.find((one) => one === kind);
      return t(`recognition.sources.${known ?? 'none'}`);
    },
    detail(detail: string | null): string {
      const known = detailWords.find((one) => one === detail);
      return known ? t(`recognition.details.${known}`) : /^\d+\/\d+$/.test(detail ?? '') ? (detail ?? '') : '';
    },
    /** The page where a value is from; undefined where there is none to go to. */
    pageOf(result: Result, subject: { kind: string; id: string; enterprise: string }): RouteLocationRaw | undefined {
      const page = pageOfSource(result.source, subject);
      return page && router.hasRoute(page.name) ? page : undefined;
    },
  };
}

interface Page {
  name: string;
  params?: Record<string, string>;
  query?: Record<string, string>;
}

export function pageOfSource(
  { kind, id }: Pick<Result['source'], 'kind' | 'id'>,
  subject: { kind: string; id: string; enterprise: string },
): Page | undefined {
  const own = { name: `registry-${subject.kind}`, params: { id: subject.id } };
  switch (kind) {
    case 'equipment':
    case 'figure':
      return own;
    case 'telemetry':
      return id === null ? undefined : { name: subject.kind, params: { code: id } };
    case 'project':
      return id === null ? undefined : { name: 'project', params: { id } };
    case 'effect':
      return id === null ? undefined : { name: 'project-effect', params: { id } };
    case 'certificates':
      return id === null || id === subject.id
        ? { name: 'certificates', query: { enterprise: subject.enterprise } }
        : { name: 'certificate', params: { id } };
    default:
      return undefined;
  }
}
