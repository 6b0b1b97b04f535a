// Owns what the parts of the application pages share: types, words of moments and districts, and colours of states.
import type { RouteResult } from '@takt/model/api';
import { useText } from '../../locales/i18n.ts';
import { useRegions } from '../../region/index.ts';
import { formatTime } from '../../ui/format.ts';

export type Application = RouteResult<'applications.get'>;
export type ApplicationRow = RouteResult<'applications.list'>['rows'][number];
export type Criterion = Application['criteria'][number];
export type ApplicationState = Application['state'];
export type Step = Application['steps'][number];

export const applicationStates = [
  'draft',
  'self_checked',
  'district_review',
  'city_decision',
  'returned',
  'approved',
  'rejected',
  'withdrawn',
] as const satisfies readonly ApplicationState[];

export type RecognitionKind = Application['scheme']['countsAs'];

export const recognitionKinds = [
  'digital_workshop',
  'smart_factory',
  'national_basic',
  'national_advanced',
  'national_excellent',
  'national_leading',
] as const satisfies readonly RecognitionKind[];

/** Good, bad, waiting, over: colour says nothing that the words beside it do not. */
export const toneOf: Readonly<Record<ApplicationState, 'good' | 'bad' | 'waiting' | 'plain'>> = {
  draft: 'plain',
  self_checked: 'plain',
  district_review: 'waiting',
  city_decision: 'waiting',
  returned: 'waiting',
  approved: 'good',
  rejected: 'bad',
  withdrawn: 'plain',
};

export function useApplicationWords() {
  const { language } = useText();
  const regions = useRegions();
  const zone = () => regions.city?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    moment: (at: number) => formatTime(at, 'dateTime', zone(), language.value),
    district: (code: string) => regions.nameOf(code),
    inWords: (words: { 'zh-CN': string; en: string }) => words[language.value],
  };
}
