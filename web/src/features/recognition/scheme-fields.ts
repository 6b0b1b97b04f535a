// Owns how fields of schemes and criteria are called and written where versions are compared.
import type { Language } from '../../locales/i18n.ts';
import type { Translate } from '../../locales/keys.ts';
import type { useCriterionWords } from './words.ts';

const fields = [
  'name',
  'authority',
  'document',
  'year',
  'validFrom',
  'validTo',
  'certificateYears',
  'countsAs',
  'subject',
  'indicator',
  'operator',
  'threshold',
  'thresholdByArea',
  'evidence',
  'appliesTo',
  'source',
] as const;
export type FieldWord = (typeof fields)[number];

export function isFieldWord(field: string): field is FieldWord {
  return (fields as readonly string[]).includes(field);
}

interface Saying {
  t: Translate;
  language: Language;
  words: ReturnType<typeof useCriterionWords>;
}

export function fieldWords(field: string, value: unknown, { t, language, words }: Saying): string {
  if (typeof value === 'object' && value !== null && language in value)
    return String((value as Record<string, unknown>)[language]);
  const text = String(value);
  if (field === 'validFrom' || field === 'validTo') return words.day(text);
  if (field === 'indicator') return words.indicator(text);
  if (field === 'evidence') return t(`recognition.evidence.${text as 'document'}`);
  if (field === 'appliesTo') return t(`recognition.appliesTo.${text as 'both'}`);
  if (field === 'subject') return t(`recognition.subject.${text as 'workshop'}`);
  return text;
}
