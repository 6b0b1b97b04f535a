// Owns grants: a role over a part of the plant, or over the whole installation.
import { z } from 'zod';
import { type GrantLevel, grantLevels, policy, type Role, roles } from './roles.ts';

/** `platform`, or `<level>:<code>` such as `site:qijiang`. */
export type GrantScope = { level: 'platform' } | { level: Exclude<GrantLevel, 'platform'>; code: string };

export interface Grant {
  role: Role;
  scope: GrantScope;
}

const scopePattern = new RegExp(`^(platform|(${grantLevels.slice(1).join('|')}):.{1,120})$`);

export const grantScopeSchema = z
  .string()
  .regex(scopePattern, `must be platform, or <level>:<code> with level one of ${grantLevels.slice(1).join(', ')}`)
  .transform(parseGrantScope);

/** Splits what {@link grantScopeSchema} accepts. */
export function parseGrantScope(text: string): GrantScope {
  if (text === 'platform') return { level: 'platform' };
  const colon = text.indexOf(':');
  return { level: text.slice(0, colon) as Exclude<GrantLevel, 'platform'>, code: text.slice(colon + 1) };
}

export function formatGrantScope(scope: GrantScope): string {
  return scope.level === 'platform' ? scope.level : `${scope.level}:${scope.code}`;
}

/** As it is sent: the scope as text, which fits its role. */
export const grantSchema = z
  .object({ role: z.enum(roles), scope: z.string().regex(scopePattern) })
  .superRefine(({ role, scope }, context) => {
    const { level } = parseGrantScope(scope);
    if (policy[role].over.includes(level)) return;
    const message = `${role} is granted over ${policy[role].over.join(' or ')}, not over ${level}`;
    context.addIssue({ code: 'custom', path: ['scope'], message });
  });
export type SentGrant = z.infer<typeof grantSchema>;

export function parseGrant({ role, scope }: SentGrant): Grant {
  return { role, scope: parseGrantScope(scope) };
}

export function formatGrant({ role, scope }: Grant): SentGrant {
  return { role, scope: formatGrantScope(scope) };
}
