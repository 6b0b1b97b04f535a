// Owns who asks: what every handler is told of the caller, and how it learns what the caller may.
import type { Grant, GrantScope, Permission } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';

/** One for every request; access decides behind it. */
export interface Caller {
  /** For the audit log: `user:<id>`, `token:<id>`, `system`, `command_line` or `anonymous`. */
  readonly actor: string;
  readonly name: string;
  /** Undefined: not signed in. */
  readonly userId: string | undefined;
  /** Set where a session is used. */
  readonly sessionId: string | undefined;
  /** Set where an API token is used. */
  readonly tokenId: string | undefined;
  readonly grants: readonly Grant[];
  /** What an API token is narrowed to; null or absent: it is as wide as the grants. */
  readonly tokenScope?: GrantScope | null;
  /** Network address, null where there is none. */
  readonly address: string | null;
  readonly userAgent: string;
  cookie(name: string): string | undefined;
  /** Whether the permission is held anywhere at all. */
  holds(permission: Permission): boolean;
  /** Whether it is held over the whole installation, and needs nobody's consent. */
  mayEverywhere(permission: Permission): boolean;
  /**
   * Whether it is held at a node; what does not exist nobody may. Where an enterprise's consent decides, a yes means that what is
   * asked about is going to be shown: it is logged as a disclosure when the answer is given.
   */
  may(permission: Permission, scope: Scope): boolean;
}

/** Whom the audit log puts something down to. */
export type Attribution = ReturnType<typeof attribution>;

export function attribution({ actor, name, address }: Pick<Caller, 'actor' | 'name' | 'address'>) {
  return { actor, actorName: name, address };
}

function unlimited(actor: string): Caller {
  return {
    actor,
    name: actor,
    userId: undefined,
    sessionId: undefined,
    tokenId: undefined,
    grants: [{ role: 'platform_admin', scope: { level: 'platform' } }],
    address: null,
    userAgent: '',
    cookie: () => undefined,
    holds: () => true,
    mayEverywhere: () => true,
    may: () => true,
  };
}

/** The server itself, as at its start. */
export const system: Caller = unlimited('system');
/** An operator at the command line, who has the database anyway. */
export const commandLine: Caller = unlimited('command_line');
