// Owns how an account's grants are told: the role in words, and over what.
import type { Me } from '@takt/model/api';
import type { Translate } from '../locales/keys.ts';

export interface SaidGrant {
  role: string;
  where: string;
}

/** Level and code of a grant's scope; `platform` has no code. */
export function splitScope(scope: string): { level: string; code: string } {
  const colon = scope.indexOf(':');
  return colon < 0 ? { level: scope, code: '' } : { level: scope.slice(0, colon), code: scope.slice(colon + 1) };
}

/** Every role once, for where there is little room. */
export function roleWords(grants: Me['grants'], t: Translate): string {
  const said = [...new Set(grants.map(({ role }) => role))].map((role) => t(`access.roles.${role}`));
  return said.length === 0 ? t('access.noRole') : said.join(t('access.separator'));
}

/** `nameOf` knows the names of the plant; what it does not know is called by its code. */
export function sayGrants(
  grants: Me['grants'],
  nameOf: (level: string, code: string) => string | undefined,
  t: Translate,
): SaidGrant[] {
  return grants.map(({ role, scope }) => {
    const { level, code } = splitScope(scope);
    const where = level === 'platform' ? t('access.everywhere') : (nameOf(level, code) ?? code);
    return { role: t(`access.roles.${role}`), where };
  });
}
