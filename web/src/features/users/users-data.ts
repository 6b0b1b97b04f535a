// Owns what the pages of users share: how places are called, which roles the signed-in person may give, how moments are written.
import { mayGrant, type Role, rolesToGive } from '@takt/model/access';
import type { User } from '@takt/model/api';
import { computed } from 'vue';
import { useText } from '../../locales/i18n.ts';
import { usePlant } from '../../plant/index.ts';
import { useRegions } from '../../region/index.ts';
import { grantsOf, splitScope, useSession } from '../../session/index.ts';
import { formatTime } from '../../ui/format.ts';
import { type KnownPlant, type PlaceChoice, placeIn, placesFor } from './grantable.ts';

type Sent = User['grants'][number];

export function useGranting() {
  const { t } = useText();
  const plant = usePlant();
  const regions = useRegions();
  const session = useSession();
  const mine = computed(() => grantsOf(session.me?.grants ?? []));
  const known = computed<KnownPlant>(() => ({
    roots: plant.tree.roots,
    find: plant.find,
    districtsOf: plant.districtsOf,
    city: regions.city && { code: regions.city.code, name: regions.nameOf(regions.city.code) },
    districts: regions.districts.map(({ code }) => ({ code, name: regions.nameOf(code) })),
  }));

  return {
    /** Those that can be given somewhere. */
    roles: computed(() => (session.can('users.write') ? rolesToGive(mine.value) : [])),
    placesFor: (role: Role): PlaceChoice[] => placesFor(role, mine.value, known.value, t('access.everywhere')),
    /** Whether the role is the signed-in person's to give there, and to take away. */
    isMine: (grant: Sent) => grantsOf([grant]).some((one) => mayGrant(mine.value, one, placeIn(known.value))),
  };
}

export function useNames() {
  const { t, language } = useText();
  const plant = usePlant();
  const regions = useRegions();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const nameOf = (level: string, code: string) =>
    level === 'city' || level === 'district' ? regions.nameOf(code) : plant.find(level, code)?.name;
  return {
    nameOf,
    /** What a scope is called, with what kind of place it is. */
    place(scope: string): string {
      const { level, code } = splitScope(scope);
      return level === 'platform' ? t('access.everywhere') : (nameOf(level, code) ?? code);
    },
    moment: (at: number) => formatTime(at, 'dateTime', zone, language.value),
  };
}
