// Owns what the broker shall know of a credential, and the commands that bring it there. Pure.
import type { BrokerCommand } from '../../../platform/mqtt/dynamic-security.ts';
import type { CredentialRow } from '../repository.ts';
import { aclsOf, everybody, markOf, roleOf, subjectOf } from './rights.ts';

export interface Target {
  row: CredentialRow;
  mark: string;
  /** Users it lets in; none: it has ended. */
  clients: readonly { username: string; password?: string }[];
  /** Users of it that must not be there (any more). */
  gone: readonly string[];
  /** A password whose secret nobody has any longer: a broker that has not got it cannot be given it. */
  forgotten: boolean;
}

export function targetOf(row: CredentialRow, secret: string | undefined, now: number): Target {
  const base = { row, mark: markOf(row) };
  const { username, serial, previous_serial: previous, previous_until: until } = row;
  const certified = [serial, previous].filter((each) => each !== null).map((each) => subjectOf(username, each));
  if (!isLive(row, now)) return { ...base, clients: [], gone: [username, ...certified], forgotten: false };
  if (row.method === 'password') {
    const client = secret === undefined ? { username } : { username, password: secret };
    return { ...base, clients: [client], gone: certified, forgotten: secret === undefined };
  }
  const overlaps = until !== null && until > now;
  const [current = '', old] = certified;
  const clients = [current, ...(overlaps && old !== undefined ? [old] : [])].map((each) => ({ username: each }));
  return { ...base, clients, gone: [username, ...(overlaps || old === undefined ? [] : [old])], forgotten: false };
}

export function isLive({ revoked_at, expires_at }: CredentialRow, now: number): boolean {
  return revoked_at === null && (expires_at === null || expires_at > now);
}

export function removing(usernames: readonly string[]): BrokerCommand[] {
  return usernames.map((username) => ({ command: 'deleteClient', username }));
}

/** For one the broker knows already. */
export function changing(target: Target): BrokerCommand[] {
  const { row, clients } = target;
  return [
    { command: 'modifyRole', rolename: roleOf(row.username), acls: aclsOf(row) },
    ...clients.map((client) => ({ command: 'modifyClient', ...client, ...termsOf(target) })),
  ];
}

/** Also where part of it is there. */
export function creating(target: Target): BrokerCommand[] {
  const { row, clients } = target;
  return [
    { command: 'createRole', rolename: roleOf(row.username), acls: aclsOf(row) },
    ...clients.map((client) => ({ command: 'createClient', ...client, ...termsOf(target) })),
  ];
}

/** What the plugin keeps of a user beside how it proves itself. */
export function termsOf({ row: { username }, mark }: Target) {
  return {
    textname: username,
    textdescription: mark,
    roles: [{ rolename: roleOf(username) }, { rolename: everybody.rolename }],
  };
}
