// Owns the city, its districts and towns as this client knows them: asked for once, called by their names in the language in use.
import type { RouteResult } from '@takt/model/api';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { call, useQuery } from '../api/index.ts';
import { useText } from '../locales/i18n.ts';
import { useSession } from '../session/index.ts';

type Answer = RouteResult<'regions.get'>;
export type District = Answer['districts'][number];

export const useRegions = defineStore('regions', () => {
  const session = useSession();
  const { language } = useText();
  const query = useQuery(
    () => (session.can('plant.read') ? { id: session.me?.id } : undefined),
    (_, signal) => call('regions.get', {}, { signal }),
  );
  const districts = computed(() => query.data.value?.districts ?? []);
  const city = computed(() => query.data.value?.city);
  const byText = computed(() => {
    const found = new Map<string, District>();
    for (const one of districts.value)
      for (const text of [one.code, ...Object.values(one.name), ...one.aliases])
        if (!found.has(text)) found.set(text, one);
    return found;
  });
  /** By code, name or alias. */
  const district = (text: string) => byText.value.get(text);
  const inWords = (name: District['name']) => name[language.value];

  return {
    status: query.status,
    error: query.error,
    refresh: query.refetch,
    city,
    /** The city's, in which its bureaus and projects count days; the browser's until it is known. */
    timeZone: computed(() => city.value?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone),
    areas: computed(() => query.data.value?.areas ?? {}),
    districts,
    district,
    /** The code of the district a text means; the text itself where no district goes by it. */
    canonical: (text: string) => district(text)?.code ?? text,
    /** City a district lies in. */
    cityOf: (code: string) => (district(code) ? city.value?.code : undefined),
    /** Name of a district or the city; its code where it is not known. */
    nameOf(code: string): string {
      if (city.value && code === city.value.code) return inWords(city.value.name);
      const found = district(code);
      return found ? inWords(found.name) : code;
    },
    /** Name of a town or park of a district. */
    townOf(districtCode: string, code: string): string {
      const found = district(districtCode)?.towns.find((town) => town.code === code);
      return found ? inWords(found.name) : code;
    },
  };
});
