// Owns what an account is told of itself.
import { formatGrant, type Permission, permissions, policy } from '@takt/model/access';
import type { Me } from '@takt/model/api';
import type { Account } from './directory/index.ts';
import type { Session } from './sessions/index.ts';

export function meOf(account: Account, session: Session | undefined): Me {
  const held = (permission: Permission) =>
    permission === 'public' ||
    permission === 'self' ||
    account.grants.some(({ role }) => policy[role].permissions.includes(permission));
  return {
    id: account.id,
    login: account.login,
    name: account.name,
    language: account.language === 'en' || account.language === 'zh-CN' ? account.language : null,
    grants: account.grants.map(formatGrant),
    permissions: permissions.filter(held),
    secondFactor: account.hasSecondFactor,
    provider: account.provider,
    session: session ? { id: session.id, idleExpiresAt: session.idle_expires_at, expiresAt: session.expires_at } : null,
  };
}
