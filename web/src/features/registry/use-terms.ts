// Owns the lists records refer to, asked for once: sectors and chains by their names in the language in use.
import type { RouteResult } from '@takt/model/api';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { call, useQuery } from '../../api/index.ts';
import { useText } from '../../locales/i18n.ts';
import { useSession } from '../../session/index.ts';

type Sector = RouteResult<'registry.terms'>['sectors'][number];

export const useTerms = defineStore('registry-terms', () => {
  const session = useSession();
  const { language } = useText();
  const query = useQuery(
    () => (session.can('registry.read') ? session.me?.id : undefined),
    (_, signal) => call('registry.terms', {}, { signal }),
  );
  const sectors = computed(() => query.data.value?.sectors ?? []);
  const chains = computed(() => query.data.value?.chains.chains ?? []);
  const byCode = computed(() => new Map(sectors.value.map((one) => [one.code, one])));

  /** A class goes by the name of the group or division it lies in. */
  function nearest(code: string): Sector | undefined {
    for (let part = code; part.length > 0; part = part.slice(0, -1)) {
      const found = byCode.value.get(part);
      if (found) return found;
    }
    return undefined;
  }
  return {
    sectors,
    chains,
    /** Undefined: not known yet. */
    chainsVerified: computed(() => query.data.value?.chains.verified),
    sectorName(code: string): string {
      const found = nearest(code);
      return found ? `${code} ${found.name[language.value]}` : code;
    },
    chainName(code: string): string {
      return chains.value.find((one) => one.code === code)?.name[language.value] ?? code;
    },
    inWords: (name: Sector['name']) => name[language.value],
  };
});
