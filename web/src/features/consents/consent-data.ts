// Owns what the parts of the consents page share: who looks at it, how bureaus and places are called, in which zone days are meant.
import { type FieldGroup, fieldGroups, type Permission, policy } from '@takt/model/access';
import type { RouteResult } from '@takt/model/api';
import { computed } from 'vue';
import { useText } from '../../locales/i18n.ts';
import type { Translate } from '../../locales/keys.ts';
import { usePlant } from '../../plant/index.ts';
import { useRegions } from '../../region/index.ts';
import { grantsOf, splitScope, useSession } from '../../session/index.ts';
import { formatTime } from '../../ui/format.ts';
import { sayUntil } from './until.ts';

export type SentConsent = RouteResult<'consents.list'>[number];
export type Disclosure = RouteResult<'disclosures.list'>[number];

/** Texts of what was seen, by the permission it was seen with. */
const seenAs = {
  'machines.read': 'machines',
  'kpi.read': 'kpi',
  'machine_kpi.read': 'machineKpi',
  'telemetry.read': 'telemetry',
  'devices.read': 'devices',
  'aggregates.read': 'aggregates',
} as const satisfies Partial<Record<Permission, string>>;

export function sayBureau(bureau: string, nameOf: (code: string) => string, t: Translate): string {
  const { level, code } = splitScope(bureau);
  return level === 'platform' ? t('consents.city') : t('consents.district', { district: nameOf(code) });
}

export function saySeen(permission: Permission, t: Translate): string {
  return permission in seenAs ? t(`consents.seen.${seenAs[permission as keyof typeof seenAs]}`) : permission;
}

/** In the order of how much they open. */
export function orderedGroups(groups: readonly FieldGroup[]): FieldGroup[] {
  return fieldGroups.filter((group) => groups.includes(group));
}

export function useConsentWords() {
  const { t, language } = useText();
  const plant = usePlant();
  const regions = useRegions();
  const zone = (enterprise: string) => plant.timeZoneOf(plant.find('enterprise', enterprise));
  return {
    zone,
    bureau: (bureau: string) => sayBureau(bureau, regions.nameOf, t),
    until: (at: number, enterprise: string) => sayUntil(at, zone(enterprise), language.value),
    moment: (at: number, enterprise: string) => formatTime(at, 'dateTime', zone(enterprise), language.value),
    place(scope: string): string {
      const { level, code } = splitScope(scope);
      return plant.find(level, code)?.name ?? code;
    },
  };
}

/** Enterprises whose consents the signed-in person gives and withdraws. */
export function useGivenFor() {
  const session = useSession();
  return computed(() =>
    grantsOf(session.me?.grants ?? []).flatMap(({ role, scope }) =>
      scope.level === 'enterprise' && policy[role].permissions.includes('consents.write') ? [scope.code] : [],
    ),
  );
}
