// Owns asking for a cockpit, and which region it is of.
import type { RouteResult } from '@takt/model/api';
import { computed } from 'vue';
import { call, useQuery } from '../../api/index.ts';
import { useText } from '../../locales/i18n.ts';
import { useRegions } from '../../region/index.ts';
import { formatNumber } from '../../ui/format.ts';

export type Cockpit = RouteResult<'cockpit.get'>;
export type CockpitIndicator = Cockpit['indicators'][number];
export type CockpitDistrict = Cockpit['districts'][number];

/** `region` undefined: the widest one sees. */
export function useCockpit(region: () => string | undefined, everyMs: number) {
  return useQuery(
    () => ({ region: region() }),
    ({ region: asked }, signal) =>
      call('cockpit.get', { query: asked === undefined ? {} : { region: asked } }, { signal }),
    { everyMs },
  );
}

/** How a cockpit's figures and places are written. */
export function useCockpitWords() {
  const { t, language } = useText();
  const regions = useRegions();
  return {
    t,
    language,
    nameOf: regions.nameOf,
    number: (value: number, digits = 0) => formatNumber(value, language.value, digits),
    percent: (share: number | null, digits = 0) =>
      share === null ? t('common.none') : `${formatNumber(share * 100, language.value, digits)}\u00a0%`,
    /** ISO date as it is written. */
    day: (day: string) =>
      new Intl.DateTimeFormat(language.value === 'en' ? 'en-GB' : language.value, { timeZone: 'UTC' }).format(
        Date.parse(day),
      ),
    yuan: (yuan: number) => sayYuan(yuan, language.value),
    timeZone: computed(() => regions.city?.timeZone ?? 'Asia/Shanghai'),
  };
}

/** In 万 and 亿, or in thousands and millions. */
export function sayYuan(yuan: number, language: string): string {
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(yuan);
}

/** District a list is narrowed to; of the city none. */
export function districtOf({ region, city }: Pick<Cockpit, 'region' | 'city'>): string | undefined {
  return region === city ? undefined : region;
}

export function inDistrict(cockpit: Pick<Cockpit, 'region' | 'city'>): { district?: string } {
  const district = districtOf(cockpit);
  return district === undefined ? {} : { district };
}
