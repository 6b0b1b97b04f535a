// Owns what may be done with an account by whoever looks at it, and what is said where something may not.
import type { User } from '@takt/model/api';

export type Act = 'edit' | 'link' | 'reset' | 'signOut' | 'disable' | 'enable';
/** Why something is missing: it is one's own account; one only reads; it has roles that one does not see, or may not give. */
export type Reason = 'own' | 'readOnly' | 'more' | 'beyond';

interface By {
  /** The account is the looking person's own. */
  own: boolean;
  mayWrite: boolean;
  givesRoles: boolean;
}

export function actsOf(user: User, { own, mayWrite, givesRoles }: By): Act[] {
  if (own || !mayWrite) return [];
  const acts: Act[] = givesRoles ? ['edit'] : [];
  if (!user.manageable) return acts;
  if (user.state === 'disabled') return [...acts, 'enable'];
  if (user.provider === null) acts.push(user.state === 'invited' ? 'link' : 'reset');
  if (user.state === 'active') acts.push('signOut');
  return [...acts, 'disable'];
}

export function reasonOf(user: User, { own, mayWrite }: By): Reason | undefined {
  if (own) return 'own';
  if (!mayWrite) return 'readOnly';
  if (user.manageable) return undefined;
  return user.more ? 'more' : 'beyond';
}
