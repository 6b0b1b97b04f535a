// Owns roles that are being chosen: what is still missing, and what is sent.
import type { Role } from '@takt/model/access';
import type { User } from '@takt/model/api';

export interface DraftGrant {
  role: Role | '';
  /** Empty: not chosen yet. */
  scope: string;
}

export function isComplete(grants: readonly DraftGrant[]): boolean {
  return grants.length > 0 && grants.every(({ role, scope }) => role !== '' && scope !== '');
}

/** What was chosen twice is sent once; what is not chosen to its end is not sent. */
export function sentGrants(grants: readonly DraftGrant[]): User['grants'] {
  const sent = new Map<string, User['grants'][number]>();
  for (const { role, scope } of grants) if (role !== '' && scope !== '') sent.set(`${role} ${scope}`, { role, scope });
  return [...sent.values()];
}
