// Owns the words for entries of the log in the reader's language and zone, over the plant as this client knows it.
import type { AuditEntry } from '@takt/model/api';
import { useText } from '../../locales/i18n.ts';
import { usePlant } from '../../plant/index.ts';
import { useRegions } from '../../region/index.ts';
import { formatTime } from '../../ui/format.ts';
import { sayScope, sayValue, type Words } from './say.ts';
import { knownActions, knownActors, knownKinds, oneOf } from './words.ts';

export const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What has a code that says nothing is called by one of its fields. */
const namedBy: Readonly<Record<string, string>> = {
  consent: 'bureau',
  token: 'name',
  registry_enterprise: 'name',
  registry_site: 'name',
  registry_workshop: 'name',
  equipment: 'name',
  contact: 'name',
  figure: 'indicator',
};

function textIn(state: unknown, field: string): string | undefined {
  const value = typeof state === 'object' && state !== null ? (state as Record<string, unknown>)[field] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function useAuditWords() {
  const { t, language } = useText();
  const plant = usePlant();
  const regions = useRegions();
  const words = (): Words => ({
    t,
    language: language.value,
    timeZone: browserZone,
    nameOf: (level, code) =>
      level === 'city' || level === 'district' ? regions.nameOf(code) : plant.find(level, code)?.name,
  });
  function action(code: string): string {
    const known = oneOf(knownActions, code);
    return known ? t(`audit.actions.${known}`) : code;
  }
  return {
    words,
    moment: (at: number) => formatTime(at, 'exact', browserZone, language.value),
    action,
    kind(code: string): string {
      const known = oneOf(knownKinds, code);
      return known ? t(`audit.kinds.${known}`) : code;
    },
    actor({ actor, actorName }: Pick<AuditEntry, 'actor' | 'actorName'>): string {
      const known = oneOf(knownActors, actor);
      if (known === undefined) return actorName || actor;
      // A command line says whose it is.
      return known === 'command_line' && actorName !== '' && actorName !== actor
        ? `${t(`audit.actors.${known}`)} (${actorName})`
        : t(`audit.actors.${known}`);
    },
    /** What it was done to: by its name where there is one. */
    object({ kind, code, before, after }: Pick<AuditEntry, 'kind' | 'code' | 'before' | 'after'>): string {
      const named = namedBy[kind];
      const name = named && textIn(after ?? before, named);
      if (named && name) return sayValue(name, named, words());
      if (/^[a-z]+:./.test(code)) return sayScope(code, words());
      return plant.find(kind, code)?.name ?? code;
    },
    where: (scope: string) => sayScope(scope, words()),
  };
}
