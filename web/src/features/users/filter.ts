// Owns which accounts of the list are shown, and how that is written in the page's address.
import { type Role, roles } from '@takt/model/access';
import type { User } from '@takt/model/api';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';

export const userStates = ['active', 'invited', 'disabled'] as const satisfies readonly User['state'][];

export interface UserFilter {
  /** Found in name, sign-in name and where the roles hold; case does not matter. */
  text: string;
  state: User['state'] | undefined;
  role: Role | undefined;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

export function readUserFilter(query: LocationQuery): UserFilter {
  return {
    text: text(query.q),
    state: userStates.find((state) => state === query.state),
    role: roles.find((role) => role === query.role),
  };
}

export function writeUserFilter({ text, state, role }: UserFilter): LocationQueryRaw {
  return { ...(text && { q: text }), ...(state && { state }), ...(role && { role }) };
}

/** `where`: names of the places where the account's roles hold. */
export function isShown(user: User, filter: UserFilter, where: readonly string[]): boolean {
  if (filter.state !== undefined && user.state !== filter.state) return false;
  if (filter.role !== undefined && !user.grants.some(({ role }) => role === filter.role)) return false;
  const wanted = filter.text.trim().toLowerCase();
  return [user.name, user.login, ...where].some((one) => one.toLowerCase().includes(wanted));
}
