// Owns how values of the log are told: moments, roles, places and states in words, everything else as it is.
import { fieldGroups, roles } from '@takt/model/access';
import type { Translate } from '../../locales/keys.ts';
import { formatTime } from '../../ui/format.ts';
import { knownFields, knownMethods, knownReasons, oneOf, userStates } from './words.ts';

export interface Words {
  t: Translate;
  language: string;
  timeZone: string;
  /** What a place is called; undefined where that is not known. */
  nameOf(level: string, code: string): string | undefined;
}

/** Fields that hold the code of a node of the plant. */
const levels = new Set(['enterprise', 'site', 'workshop', 'line']);
const isMoment = (name: string, value: number) => /(At|From|Until|^from|^to|^until)$/.test(name) && value > 1e11;

/** A field by its way from the outside; what has no words is called by its name. */
export function sayPath(path: readonly string[], t: Translate): string {
  return path
    .map((name) => {
      const known = oneOf(knownFields, name);
      return known ? t(`audit.fields.${known}`) : name;
    })
    .join(' › ');
}

/** `name`: of the field it is in. */
export function sayValue(value: unknown, name: string, words: Words): string {
  const { t, language, timeZone } = words;
  if (value === undefined || value === null || value === '') return t('common.none');
  if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no');
  if (typeof value === 'number') {
    if (isMoment(name, value)) return formatTime(value, 'exact', timeZone, language);
    return new Intl.NumberFormat(language, { maximumSignificantDigits: 15 }).format(value);
  }
  if (typeof value === 'string') return sayText(value, name, words);
  if (isGrant(value)) {
    const role = sayText(value.role, 'role', words);
    return t('audit.roleAt', { role, where: sayText(value.scope, 'scope', words) });
  }
  return JSON.stringify(value);
}

function sayText(text: string, name: string, words: Words): string {
  const { t } = words;
  if (name === 'role') {
    const role = oneOf(roles, text);
    return role ? t(`access.roles.${role}`) : text;
  }
  if (name === 'groups') {
    const group = oneOf(fieldGroups, text);
    return group ? t(`consents.groups.${group}.name`) : text;
  }
  if (name === 'state') {
    const state = oneOf(userStates, text);
    return state ? t(`users.states.${state}`) : text;
  }
  if (name === 'reason') {
    const reason = oneOf(knownReasons, text);
    return reason ? t(`audit.reasons.${reason}`) : text;
  }
  if (name === 'method') {
    const method = oneOf(knownMethods, text);
    return method ? t(`profile.sessions.methods.${method}`) : text;
  }
  if (name === 'bureau') return text === 'platform' ? t('consents.city') : sayScope(text, words);
  if (name === 'scope') return sayScope(text, words);
  return levels.has(name) ? (words.nameOf(name, text) ?? text) : text;
}

export function sayScope(scope: string, { t, nameOf }: Words): string {
  if (scope === 'platform') return t('access.everywhere');
  const colon = scope.indexOf(':');
  const code = scope.slice(colon + 1);
  return nameOf(scope.slice(0, Math.max(0, colon)), code) ?? code;
}

function isGrant(value: unknown): value is { role: string; scope: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'role' in value &&
    typeof value.role === 'string' &&
    'scope' in value &&
    typeof value.scope === 'string'
  );
}
