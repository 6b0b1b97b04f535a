// Owns how a value of a criterion is written in files, in the unit of its indicator.
import { criterionUnits, isKnownIndicator } from '@takt/model/recognition';
import type { FileWords, Language } from './locales/words.ts';

/** Yes and no are 1 and 0; fractions are shown in percent; an indicator nobody knows is shown as it is. */
export function valueText(
  indicator: string,
  value: number | string | null,
  { words, language }: { words: FileWords; language: Language },
): string {
  if (value === null) return words.unknown;
  if (typeof value === 'string') return value;
  const format = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options).format(value);
  switch (isKnownIndicator(indicator) ? criterionUnits[indicator] : undefined) {
    case 'share':
    case 'change':
      return format({ style: 'percent', maximumFractionDigits: 1 });
    case 'yuan':
      return format({ style: 'currency', currency: 'CNY', maximumFractionDigits: 0 });
    case 'yes_no':
      return value === 0 ? words.no : words.yes;
    default:
      return format({ maximumFractionDigits: 2 });
  }
}
