// Owns what the pages of projects share: words for types, money, days and moments, and the terms the operator set.
import type { ProjectRow } from '@takt/model/api';
import { fundingSources, projectTypes } from '@takt/model/retrofit';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { call, useQuery } from '../../api/index.ts';
import { useText } from '../../locales/i18n.ts';
import { useRegions } from '../../region/index.ts';
import { useSession } from '../../session/index.ts';
import { formatTime } from '../../ui/format.ts';
import { formatMoney } from './money.ts';

export function useProjectWords() {
  const { t, language } = useText();
  const regions = useRegions();
  const zone = computed(() => regions.city?.timeZone ?? 'Asia/Shanghai');
  return {
    /** With its unit. */
    money: (yuan: number) => t('projects.money', { amount: formatMoney(yuan, language.value) }),
    /** An ISO date. */
    day: (date: string | null) =>
      date === null ? t('common.none') : formatTime(Date.parse(date), 'date', 'UTC', language.value),
    moment: (at: number) => formatTime(at, 'dateTime', zone.value, language.value),
    district: (code: string) => regions.nameOf(code),
    /** ISO date it is in the city. */
    today: () => new Date(Date.now()).toLocaleDateString('sv-SE', { timeZone: zone.value }),
    flags: ({ overdue, blocked }: Pick<ProjectRow, 'overdue' | 'blocked'>) => [
      ...(overdue ? (['overdue'] as const) : []),
      ...(blocked ? (['blocked'] as const) : []),
    ],
  };
}

/** Asked for once: types and sources of funding by what the operator says; what Takt has words for goes by them. */
export const useTerms = defineStore('project-terms', () => {
  const { t, language } = useText();
  const session = useSession();
  const query = useQuery(
    () => session.me?.id,
    (_, signal) => call('projects.terms', {}, { signal }),
  );
  const typeName = (code: string): string => {
    const named = query.data.value?.types.find((one) => one.code === code)?.name;
    if (named) return named[language.value];
    const known = projectTypes.find((type) => type === code);
    return known ? t(`projects.types.${known}`) : code;
  };
  const sourceName = (code: string): string => {
    const named = query.data.value?.fundingSources.find((one) => one.code === code)?.name;
    if (named) return named[language.value];
    const known = fundingSources.find((source) => source === code);
    return known ? t(`projects.sources.${known}`) : code;
  };
  return {
    typeName,
    sourceName,
    thresholdYuan: computed(() => query.data.value?.thresholdYuan),
    types: computed(() => query.data.value?.types.map(({ code }) => code) ?? []),
    sources: computed(() => query.data.value?.fundingSources.map(({ code }) => code) ?? []),
    documents: computed(() => ({
      endings: query.data.value?.documentEndings ?? [],
      mostBytes: query.data.value?.mostDocumentBytes ?? 0,
    })),
  };
});
