// Owns the port through which sockets ask who connects, what they may be told, and whether that still holds.
import type { Scope } from '@takt/model/plant';
import type { Caller } from '../caller.ts';
import type { Sender } from '../http/index.ts';
import type { Outcome } from '../outcome.ts';

export interface LiveAccess {
  /** Refuses whoever is not signed in. */
  identify(sender: Sender): Promise<Outcome<Caller>>;
  /** Callers as they are now, in the given order; undefined: the session or token is over, or the account cannot be used. */
  renew(callers: readonly Caller[]): Promise<(Caller | undefined)[]>;
  /**
   * Before anything of the scope is shown: logs what of it the caller was found to see by an enterprise's consent, once an hour
   * for each watch. Rejects where it cannot be logged: then nothing may be shown.
   */
  disclose(caller: Caller, scope: Scope, watch: string): Promise<void>;
  /** Told when callers may be others than they were. */
  onChange(listener: () => void): () => void;
}
